import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'

/** Writes an answer with node's own means, beside the headers that the host set. */
export const writeResponse = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: ApiResponse,
): Promise<void> => {
  const isAllHere = request.complete || answer.headers.connection === 'close' || (await runOff(request))
  // The host answered meanwhile, e.g. by a timeout of its own, or the client is gone.
  if (response.headersSent || response.destroyed) return
  const { body } = answer
  const bytes = body.kind === 'bytes' ? body.bytes : Buffer.from(JSON.stringify(body.value))
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': bytes.byteLength,
    ...(isAllHere ? {} : { connection: 'close' }),
  })
  response.end(bytes)
}

const runOffMs = 5_000

/**
 * Lets the rest of an unread body run off: an answer on a connection that still receives can be lost to a reset, and
 * waiting for ever would let a slow client hold it. Resolves to whether all of it came.
 */
const runOff = (request: IncomingMessage): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = () => {
      clearTimeout(deadline)
      request.off('end', settle).off('close', settle)
      resolve(request.complete)
    }
    const deadline = setTimeout(settle, runOffMs)
    request.on('end', settle).on('close', settle).resume()
  })
