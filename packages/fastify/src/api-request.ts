import { Readable } from 'node:stream'
import type { ApiRequest } from '@khabeer/core/http'
import { untilGone } from '@khabeer/core/http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Builds what puts a Fastify request into the words of the API, for a scope with a prefix. */
export const toApiRequest = (scopePrefix: string): ((request: FastifyRequest, reply: FastifyReply) => ApiRequest) => {
  const depth = scopePrefix.split('/').filter((segment) => segment !== '').length
  return (request, reply) => {
    const [whole, query] = cutAt(request.url, request.url.indexOf('?'))
    // Counted, because a prefix may have parameters.
    const [prefix, path] = cutAt(whole, startOfSegment(whole, depth))
    return new FastifyApiRequest({ request, reply }, { prefix, path, query: query.slice(1) })
  }
}

/** A class, because an object that is written with getters gets a hidden class of its own, at every request. */
class FastifyApiRequest implements ApiRequest {
  readonly method: string
  readonly path: string
  readonly prefix: string
  readonly query: string
  readonly headers: ApiRequest['headers']
  readonly body: ApiRequest['body']
  readonly source: FastifyRequest
  readonly #reply: FastifyReply
  #signal: AbortSignal | undefined

  constructor(
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    { prefix, path, query }: Pick<ApiRequest, 'prefix' | 'path' | 'query'>,
  ) {
    this.method = request.method
    this.path = path
    this.prefix = prefix
    this.query = query
    this.headers = request.headers
    this.body = { kind: 'stream', stream: request.body instanceof Readable ? request.body : request.raw }
    this.source = request
    this.#reply = reply
  }

  /** Made when it is asked for: few requests need one. */
  get signal(): AbortSignal {
    this.#signal ??= untilGone(this.#reply.raw)
    return this.#signal
  }

  /** As the host's `trustProxy` sees it. */
  get remoteAddress(): string {
    return this.source.ip
  }
}

const cutAt = (text: string, index: number): readonly [before: string, rest: string] =>
  index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index)]

/** Finds the slash behind so many segments; -1 where there is none. */
const startOfSegment = (path: string, depth: number): number => {
  let at = 0
  for (let left = depth; left > 0 && at >= 0; left -= 1) at = path.indexOf('/', at + 1)
  return at
}
