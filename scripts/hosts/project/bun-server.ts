import { createKhabeer } from '@khabeer/core'
import { createApi, toFetchHandler } from '@khabeer/core/http'
import { postgresStorage } from '@khabeer/storage-postgres'

const { DATABASE_URL = '', KHABEER_API_KEY, PORT } = process.env

const core = createKhabeer({
  storage: postgresStorage({ connectionString: DATABASE_URL }),
  role: 'api',
  apiKey: KHABEER_API_KEY,
})
await core.start()
const handle = toFetchHandler(createApi({ core }))
// Bun hangs up after ten seconds of silence, and a stream of events says something every fifteen.
const server = Bun.serve({ hostname: '127.0.0.1', port: Number(PORT), fetch: handle, idleTimeout: 60 })

process.once('SIGTERM', async () => {
  await core.stop()
  await server.stop()
  process.exit(0)
})
