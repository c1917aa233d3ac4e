import { Agent, request } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import type { WireRequest } from './places.ts'

/** What came back. */
export interface WireAnswer {
  readonly status: number
  readonly text: string
}

/** Sends one request after the other. */
export type Wire = (wanted: WireRequest) => Promise<WireAnswer>

/** Opens kept connections to a server on loopback, `connections` at most. */
export const openWire = (port: number, connections: number): { readonly ask: Wire; close(): void } => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const ask: Wire = ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const asked = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...headers, ...length } })
      asked.on('response', (response) => {
        // A stream of events never ends by itself.
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          response.destroy()
          resolve({ status: response.statusCode ?? 0, text: '' })
          return
        }
        readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
      })
      asked.on('error', reject)
      asked.end(body)
    })
  return { ask, close: () => agent.destroy() }
}

/** Runs work for each item, so many at a time. */
export const forEach = async <Item>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values()
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const item of left) await work(item)
    }),
  )
}
