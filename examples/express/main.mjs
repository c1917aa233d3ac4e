import { readFileSync } from 'node:fs'
import { createKhabeer, isKhabeerError } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import express from 'express'

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
await core.start()

const app = express()
// Before the body parsers of the app's own routes.
const router = khabeerRouter({ core })
app.use('/wa', router)
app.use(express.json())

// A route of the shop itself, which sends from code.
app.post('/orders/:number/ready', async (request, response) => {
  const { instanceId, phone } = request.body ?? {}
  const { id } = await core.send({ instanceId, to: phone, text: `Order ${request.params.number} is ready.` })
  response.status(202).json({ message: id })
})
app.use((error, _request, response, next) => {
  if (isKhabeerError(error)) response.status(422).json({ error: error.message, code: error.code })
  // What the body parser refuses says so by its status.
  else if (error.status < 500) response.status(error.status).json({ error: 'The request cannot be read.' })
  else next(error)
})

const server = app.listen(Number(env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`The shop listens on http://127.0.0.1:${server.address().port}, WhatsApp under /wa/api/v1.`)
})

const stop = () => {
  // A stream of events goes on until it is ended, and a server closes when all that it answers is.
  router.endStreams()
  server.close(() => core.stop())
}
process.once('SIGTERM', stop).once('SIGINT', stop)
