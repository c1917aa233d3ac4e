import { createKhabeer, isKhabeerError } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import express from 'express'

const core = createKhabeer({
  storage: sqliteStorage({ file: 'khabeer.db' }),
  apiKey: process.env.KHABEER_API_KEY, // what clients send as x-api-key: 16 characters or more
})
await core.start()

const app = express()
// Before the body parsers of the app's own routes.
app.use('/wa', khabeerRouter({ core }))
app.use(express.json())

// A route of the shop itself, which sends from code.
app.post('/orders/:number/ready', async (request, response) => {
  const { instanceId, phone } = request.body
  const { id } = await core.send({ instanceId, to: phone, text: `Order ${request.params.number} is ready.` })
  response.status(202).json({ message: id })
})
app.use((error, _request, response, next) => {
  if (isKhabeerError(error)) response.status(422).json({ error: error.message, code: error.code })
  else next(error)
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`The shop listens on http://127.0.0.1:${server.address().port}, WhatsApp under /wa/api/v1.`)
})

const stop = () => server.close(() => core.stop())
process.once('SIGTERM', stop).once('SIGINT', stop)
