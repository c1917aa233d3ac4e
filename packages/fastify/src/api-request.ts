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
    let signal: AbortSignal | undefined
    return {
      method: request.method,
      path,
      prefix,
      query: query.slice(1),
      headers: request.headers,
      body: { kind: 'stream', stream: request.body instanceof Readable ? request.body : request.raw },
      // Made when it is asked for: few requests need one.
      get signal() {
        signal ??= untilGone(reply.raw)
        return signal
      },
      // As the host's `trustProxy` sees it.
      remoteAddress: request.ip,
      source: request,
    }
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
