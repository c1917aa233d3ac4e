import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { MediaFetchError } from './media-fetch-error.ts'
import { hostOf } from './url-endpoint.ts'

/** What it takes to ask for one URL over a connection that is already open. */
export interface RequestOnceOptions {
  readonly url: URL
  readonly socket: Socket
  readonly accept: string
  readonly signal: AbortSignal
}

/**
 * Sends one GET and returns the answer once its headers are here; its body is unread.
 *
 * The request carries no cookie, credential or referrer, goes through no agent and no proxy, and asks for the bytes as
 * they are.
 */
export async function requestOnce({ url, socket, accept, signal }: RequestOnceOptions): Promise<IncomingMessage> {
  const request = httpRequest({
    // With this and no agent, Node can neither pool the connection nor route it through a proxy.
    createConnection: () => socket,
    path: `${url.pathname}${url.search}`,
    setHost: false,
    headers: {
      Host: hostHeader(url),
      'User-Agent': 'Khabeer',
      Accept: accept,
      'Accept-Encoding': 'identity',
    },
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
  })
  const onAbort = () => request.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const fail = (cause?: unknown) => reject(new MediaFetchError('broken_off', { cause }))
      request.once('response', (response) => {
        // Stays until a reader comes: a line that drops in between is no uncaught exception.
        response.on('error', () => {})
        resolve(response)
      })
      // Not `once`: the parser may report more after the headers.
      request.on('error', fail)
      request.once('close', () => fail())
      request.end()
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function hostHeader(url: URL): string {
  const host = hostOf(url)
  return `${host.includes(':') ? `[${host}]` : host}${url.port === '' ? '' : `:${url.port}`}`
}
