import type { FastifySchema } from 'fastify'
import { fastify } from 'fastify'
import { serveFastify } from '../process/serve-fastify.ts'
import { createFloorHandler, singleMessage } from './handler.ts'
import type { ServeFloor } from './serve-floor.ts'

const queued: FastifySchema = {
  response: { 202: { type: 'object', properties: { id: { type: 'number' }, status: { type: 'string' } } } },
}

/** Serves the hand-written handler of POST messages/send in Fastify, as its guides write it: answers by their schema. */
export const serveFastifyFloor: ServeFloor = (accept) => {
  const handle = createFloorHandler(accept)
  const app = fastify()
  app.post('/send', { schema: queued }, async (request, reply) => {
    const { status, value } = await handle(request.raw, request.body)
    return reply.code(status).send(value)
  })
  app.get('/trivial', async () => ({ ok: true }))
  app.post('/trivial', async (request, reply) => {
    const isSound = singleMessage.safeParse(request.body).success
    return reply.code(isSound ? 200 : 400).send({ ok: isSound })
  })
  return serveFastify(app)
}
