import { readFileSync } from 'node:fs'
import { createKhabeer, isKhabeerError } from '@khabeer/core'
import { khabeerPlugin } from '@khabeer/fastify'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { fastify } from 'fastify'

const { env } = process
const core = createKhabeer({
  storage: sqliteStorage({ file: 'khabeer.db' }),
  apiKey: env.KHABEER_API_KEY, // what clients send as x-api-key: 16 characters or more
  // Set to the sandbox's in tests; left out, it is the real WhatsApp.
  whatsApp: {
    url: env.KHABEER_WHATSAPP_URL,
    rootKey: env.KHABEER_WHATSAPP_ROOT_KEY && Buffer.from(env.KHABEER_WHATSAPP_ROOT_KEY, 'base64'),
    mediaCa: env.KHABEER_WHATSAPP_CA && readFileSync(env.KHABEER_WHATSAPP_CA, 'utf8'),
  },
})

const app = fastify()
// The app starts the core when it gets ready, and stops it when it is closed.
await app.register(khabeerPlugin, { core, prefix: '/wa', manageLifecycle: true })

// A route of the shop itself, which sends from code.
app.post('/orders/:number/ready', async (request, reply) => {
  const { instanceId, phone } = request.body ?? {}
  const { id } = await app.khabeer.send({ instanceId, to: phone, text: `Order ${request.params.number} is ready.` })
  return reply.code(202).send({ message: id })
})
app.setErrorHandler((error, _request, reply) => {
  if (!isKhabeerError(error)) throw error
  return reply.code(422).send({ error: error.message, code: error.code })
})

const url = await app.listen({ port: Number(env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`The shop listens on ${url}, WhatsApp under /wa/api/v1.`)

const stop = () => app.close()
process.once('SIGTERM', stop).once('SIGINT', stop)
