import type { IncomingMessage } from 'node:http'
import type { ApiRequest } from '@khabeer/core/http'

/** The part of an Express request that is used: the same in Express 4 and 5. */
export interface ExpressRequest extends IncomingMessage {
  /** The place where the router is mounted. */
  readonly baseUrl: string
  /** What a body parser of the host left. */
  readonly body?: unknown
}

/** Puts an Express request into the words of the API. */
export const toApiRequest = (request: ExpressRequest, signal: AbortSignal): ApiRequest => {
  const url = request.url ?? '/'
  const queryAt = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    prefix: request.baseUrl,
    query: queryAt < 0 ? '' : url.slice(queryAt + 1),
    headers: request.headers,
    // Raw first: Express 4's parser leaves `{}` beside an unread stream when it skips a content type.
    body: request.readableEnded ? { kind: 'parsed', value: request.body } : { kind: 'stream', stream: request },
    signal,
    remoteAddress: request.socket.remoteAddress,
    source: request,
  }
}
