import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'

/** Writes an answer with node's own means, beside the headers that the host set. */
export const writeResponse = async (
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly runOffMs: number },
  answer: ApiResponse,
): Promise<void> => {
  const { request, response, runOffMs } = exchange
  const isAllHere = request.complete || answer.headers.connection === 'close' || (await runOff(request, runOffMs))
  // The host answered meanwhile, e.g. by a timeout of its own, or the client is gone.
  if (response.headersSent || response.destroyed) return
  const { body } = answer
  // Node writes a text together with the head, and bytes beside it.
  const bytes = body.kind === 'bytes' ? body.bytes : JSON.stringify(body.value)
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.headers.vary === undefined ? {} : { vary: withVary(response, answer.headers.vary) }),
    'content-length': Buffer.byteLength(bytes),
    ...(isAllHere ? {} : { connection: 'close' }),
  })
  response.end(bytes)
}

/** The host may vary its answers too, such as by their origin. */
const withVary = (response: ServerResponse, vary: string): string =>
  response.hasHeader('vary') ? `${response.getHeader('vary')}, ${vary}` : vary

/**
 * Lets the rest of an unread body run off: an answer on a connection that still receives can be lost to a reset, and
 * waiting for ever would let a slow client hold it. Resolves to whether all of it came.
 */
const runOff = (request: IncomingMessage, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = () => {
      clearTimeout(deadline)
      request.off('end', settle).off('close', settle)
      resolve(request.complete)
    }
    const deadline = setTimeout(settle, timeoutMs)
    request.on('end', settle).on('close', settle).resume()
  })
