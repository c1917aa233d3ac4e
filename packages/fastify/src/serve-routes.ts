import type { Api } from '@khabeer/core/http'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { toApiRequest } from './api-request.ts'
import { sendAnswer } from './send-answer.ts'

interface ServeOptions {
  readonly api: Api
  readonly bodyTimeoutMs: number
}

/** Registers every route in the scope that it is given, and answers for the rest of the API's places. */
export const serveRoutes: FastifyPluginAsync<ServeOptions> = async (scope, { api, bodyTimeoutMs }) => {
  const toRequest = toApiRequest(scope.prefix)
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const arrivedAt = performance.now()
    const answer = await api.handle(toRequest(request, reply))
    if (answer === null) {
      reply.callNotFound()
      return reply
    }
    return sendAnswer({ request, reply, runOffMs: arrivedAt + bodyTimeoutMs - performance.now() }, answer)
  }

  leaveBodiesUnread(scope, serve)
  for (const { method, path, summary } of api.routes) {
    // What a tool that describes the app's routes says of this one.
    const schema: FastifySchema & { readonly summary: string } = { summary }
    scope.route({ method, url: path.replace(/\{(\w+)\}/g, ':$1'), schema, handler: serve })
  }
  // Unknown paths and wrong methods; a scope each, because a prefix has one handler for what is not found.
  for (const place of api.places) {
    await scope.register(async (inner) => void inner.setNotFoundHandler(serve), { prefix: place })
  }
}

/** Has the API read every body itself, in the order and with the words that it has everywhere. */
const leaveBodiesUnread = (
  scope: FastifyInstance,
  serve: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  scope.setErrorHandler((error: { readonly code?: unknown }, request, reply) => {
    // Fastify refuses a Content-Type that it cannot read before anybody else may; so does the API, when its turn comes.
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return serve(request, reply)
    // Every other error is the app's: of its hooks, of its closing.
    throw error
  })
}
