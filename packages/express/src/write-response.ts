import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'

/** How long a client may go on sending a body that is answered already. */
const leftoverMs = 15_000

/** Writes an answer with node's own means, beside the headers that the host set. */
export const writeResponse = (request: IncomingMessage, response: ServerResponse, answer: ApiResponse): void => {
  // The host answered meanwhile, e.g. by a timeout of its own, or the client is gone.
  if (response.headersSent || response.destroyed) return
  if (!request.complete) endWithLeftover(request, response)
  const { body } = answer
  const bytes = body.kind === 'bytes' ? body.bytes : Buffer.from(JSON.stringify(body.value))
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.byteLength })
  response.end(bytes)
}

/**
 * Lets the rest of an unread body run off for a while: closing at once would reset the connection before the client
 * has read its answer, and waiting for ever would let a slow client hold it.
 */
const endWithLeftover = (request: IncomingMessage, response: ServerResponse): void => {
  response.once('finish', () => {
    if (request.complete) return
    const timer = setTimeout(() => request.destroy(), leftoverMs)
    request.once('close', () => clearTimeout(timer))
    request.resume()
  })
}
