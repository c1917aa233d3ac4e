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
export const toApiRequest = (request: ExpressRequest, response: ServerResponse): ApiRequest =>
  new ExpressApiRequest(request, response)

/** A class, because an object that is written with getters gets a hidden class of its own, at every request. */
class ExpressApiRequest implements ApiRequest {
  readonly method: string
  readonly path: string
  readonly prefix: string
  readonly query: string
  readonly headers: ApiRequest['headers']
  readonly body: ApiRequest['body']
  readonly source: ExpressRequest
  readonly #response: ServerResponse
  #signal: AbortSignal | undefined

  constructor(request: ExpressRequest, response: ServerResponse) {
    const url = request.url ?? '/'
    const queryAt = url.indexOf('?')
    this.method = request.method ?? 'GET'
    this.path = queryAt < 0 ? url : url.slice(0, queryAt)
    this.prefix = request.baseUrl ?? ''
    this.query = queryAt < 0 ? '' : url.slice(queryAt + 1)
    this.headers = request.headers
    // Raw first: Express 4's parser leaves `{}` beside an unread stream when it skips a content type.
    this.body = request.readableEnded ? { kind: 'parsed', value: request.body } : { kind: 'stream', stream: request }
    this.source = request
    this.#response = response
  }

  /** Made when it is asked for: few requests need one. */
  get signal(): AbortSignal {
    this.#signal ??= untilGone(this.#response)
    return this.#signal
  }

  get remoteAddress(): string | undefined {
    return this.source.ip ?? this.source.socket.remoteAddress
  }
}
