import { Readable } from 'node:stream'
import { errorCodes } from '../errors/codes.ts'
import type { Api } from './api.ts'
import type { ApiRequest, ApiRequestBody, ApiResponse } from './exchange.ts'
import { jsonHeaders } from './json-headers.ts'
import { toWebStream } from './web-stream.ts'

/** How the API is served by a fetch handler. */
export interface FetchHandlerOptions {
  /** Below which path the API is served, e.g. `/wa`. @defaultValue the root */
  readonly prefix?: string | undefined
  /**
   * Answers a request whose path is none of the API's. Its body is unread.
   * @defaultValue 404, in the JSON of an unknown route
   */
  otherwise?(request: Request): Response | Promise<Response>
  /** Tells the address that a request came from, where the host knows it: a `Request` does not say. */
  remoteAddress?(request: Request): string | undefined
}

/**
 * Serves the API wherever a `Request` becomes a `Response`, such as in Hono, Next.js or Bun.
 *
 * It is given the request as it came, its whole path and its body unread. It answers every request and never rejects,
 * unless `otherwise` does.
 *
 * @example
 * ```ts
 * import { createKhabeer } from '@khabeer/core'
 * import { createApi, toFetchHandler } from '@khabeer/core/http'
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 *
 * const core = createKhabeer({ storage: sqliteStorage({ file: 'khabeer.db' }) })
 * await core.start()
 *
 * export const fetch = toFetchHandler(createApi({ core }))
 * ```
 */
export const toFetchHandler = (
  api: Api,
  options: FetchHandlerOptions = {},
): ((request: Request) => Promise<Response>) => {
  const { otherwise = notFound, remoteAddress } = options
  const prefix = toPrefix(options.prefix ?? '')
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const isBelow = pathname.startsWith(`${prefix}/`)
    const place = { prefix, path: pathname.slice(prefix.length), query: search.slice(1) }
    const answer = isBelow ? await api.handle(new FetchApiRequest(request, place, remoteAddress?.(request))) : null
    return answer === null ? otherwise(request) : toResponse(answer, request.method)
  }
}

/** Takes a prefix with or without slashes around it. */
const toPrefix = (written: string): string => {
  const inner = written.replace(/^\/+|\/+$/g, '')
  return inner === '' ? '' : `/${inner}`
}

type Place = Pick<ApiRequest, 'path' | 'prefix' | 'query'>

/** A class for the reason that `CheckedContext` is one. */
class FetchApiRequest implements ApiRequest {
  readonly method: string
  readonly path: string
  readonly prefix: string
  readonly query: string
  readonly headers: ApiRequest['headers']
  readonly remoteAddress: string | undefined
  readonly source: Request
  #body: ApiRequestBody | undefined

  constructor(request: Request, { path, prefix, query }: Place, remoteAddress: string | undefined) {
    this.method = request.method
    this.path = path
    this.prefix = prefix
    this.query = query
    this.headers = Object.fromEntries(request.headers)
    this.remoteAddress = remoteAddress
    this.source = request
  }

  /** Taken when it is asked for: what is not ours is left unread. */
  get body(): ApiRequestBody {
    const { body } = this.source
    this.#body ??= { kind: 'stream', stream: body === null ? Readable.from([]) : Readable.fromWeb(body) }
    return this.#body
  }

  /** Servers make it when it is asked for. */
  get signal(): AbortSignal {
    return this.source.signal
  }
}

const toResponse = ({ status, headers, body }: ApiResponse, method: string): Response => {
  if (body.kind === 'stream') return new Response(toWebStream(body), { status, headers })
  const bytes = body.kind === 'bytes' ? body.bytes : JSON.stringify(body.value)
  return new Response(method === 'HEAD' ? null : bytes, {
    status,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(bytes)) },
  })
}

const notFound = ({ method }: Request): Response => {
  const { status } = errorCodes.not_found
  const value = { error: 'There is no such route.', code: 'not_found' }
  return toResponse({ status, headers: jsonHeaders, body: { kind: 'json', value } }, method)
}
