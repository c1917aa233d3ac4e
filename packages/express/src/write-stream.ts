import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'
import { cutUnlessSent } from '@khabeer/core/http'

/** The body of an answer that goes on for as long as the client stays. */
export type StreamBody = Extract<ApiResponse['body'], { readonly kind: 'stream' }>

/** How long a client has for the end of a stream: whoever closes a server waits for that. */
const lastMs = 2_000

/** Writes a stream behind a head that was written, no faster than the client takes it, until either of them ends. */
export const writeStream = async (response: ServerResponse, { chunks, cut }: StreamBody): Promise<void> => {
  const destroy = () => response.destroy()
  cut.addEventListener('abort', destroy)
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) return
      const isTaken = response.write(chunk)
      flush(response)
      if (!isTaken && !response.destroyed) await untilTaken(response)
    }
    response.end()
    cutUnlessSent(response, lastMs)
  } catch {
    // What was sent cannot be taken back: a broken connection says that more was to come.
    response.destroy()
  } finally {
    cut.removeEventListener('abort', destroy)
  }
}

/** Ends a stream of which nothing can be written any more. */
export const abandonStream = async ({ chunks }: StreamBody): Promise<void> => {
  await chunks[Symbol.asyncIterator]().return?.()
}

/** Middleware that compresses answers keeps them back until it is asked for what it has. */
const flush = (response: ServerResponse): void => {
  if ('flush' in response && typeof response.flush === 'function') response.flush()
}

const untilTaken = async (response: ServerResponse): Promise<void> => {
  const waiting = new AbortController()
  const { signal } = waiting
  const taken = [once(response, 'drain', { signal }), once(response, 'close', { signal })]
  try {
    await Promise.race(taken)
  } finally {
    waiting.abort()
    await Promise.allSettled(taken)
  }
}
