import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiRequest } from '@khabeer/core/http'
import { untilGone } from '@khabeer/core/http'

/** The part of an Express request that is used: the same in Express 4 and 5, and less in a request of Node. */
export interface ExpressRequest extends IncomingMessage {
  /** The place where the router is mounted; the root where it is missing. */
  readonly baseUrl?: string | undefined
  /** Where the request comes from, as the host's setting `trust proxy` sees it. */
  readonly ip?: string | undefined
  /** What a body parser of the host left. */
  readonly body?: unknown
}

/** Puts an Express request into the words of the API. */
export const toApiRequest = (request: ExpressRequest, response: ServerResponse): ApiRequest => {
  const url = request.url ?? '/'
  const queryAt = url.indexOf('?')
  let signal: AbortSignal | undefined
  return {
    method: request.method ?? 'GET',
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    prefix: request.baseUrl ?? '',
    query: queryAt < 0 ? '' : url.slice(queryAt + 1),
    headers: request.headers,
    // Raw first: Express 4's parser leaves `{}` beside an unread stream when it skips a content type.
    body: request.readableEnded ? { kind: 'parsed', value: request.body } : { kind: 'stream', stream: request },
    // Made when it is asked for: few requests need one.
    get signal() {
      signal ??= untilGone(response)
      return signal
    },
    get remoteAddress() {
      return request.ip ?? request.socket.remoteAddress
    },
    source: request,
  }
}
