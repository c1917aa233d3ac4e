import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'
import { untilReceived } from '@khabeer/core/http'
import { abandonStream, writeStream } from './write-stream.ts'

/** Writes an answer with node's own means, beside the headers that the host set. */
export const writeResponse = async (
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly runOffMs: number },
  answer: ApiResponse,
): Promise<void> => {
  const { request, response, runOffMs } = exchange
  const isAllHere = answer.headers.connection === 'close' || (await untilReceived(request, runOffMs))
  // The host answered meanwhile, e.g. by a timeout of its own, or the client is gone.
  const isTooLate = response.headersSent || response.destroyed
  const { body } = answer
  if (body.kind === 'stream') {
    if (isTooLate) return abandonStream(body)
    response.writeHead(answer.status, answer.headers)
    return writeStream(response, body)
  }
  if (isTooLate) return
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
