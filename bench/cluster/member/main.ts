import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKhabeer, systemClock } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import pg from 'pg'
import { countRefusals } from './count-refusals.ts'
import { createHostApp } from './host-app.ts'
import type { MemberNews, MemberSettings } from './member-settings.ts'
import { standingClock, withoutFence } from './without-fence.ts'

const poolSize = 8
/** How long running requests may take once it is told to end. */
const drainMs = 250
const sweepMs = 20
/** Fast enough that a backlog is gone soon; one message every 50 ms. */
const pacing = { messages: 20, perMs: 1_000 }

const tell = (news: MemberNews): void => {
  process.send?.(news)
}

const log = (level: string) => (facts: object, message: string) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(facts)}\n`)
}

const createCore = (settings: MemberSettings) => {
  const { name, connectionString, schema, leaseMs, apiKey, isWithoutFence } = settings
  const named = new URL(connectionString)
  named.searchParams.set('application_name', name)
  const storage = postgresStorage({ connectionString: named.href, max: poolSize, schema })
  const whatsApp = {
    url: `${settings.whatsApp.url}?client=${name}`,
    rootKey: Buffer.from(settings.whatsApp.rootKey, 'base64'),
    mediaCa: settings.whatsApp.caPem,
  }
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  const options = { whatsApp, leaseMs, pacing, apiKey, logger }
  if (!isWithoutFence) {
    const counted = countRefusals(storage, (verb) => tell({ type: 'refused', verb }))
    return createKhabeer({ ...options, storage: counted })
  }
  const pool = new pg.Pool({ connectionString, max: 2, allowExitOnIdle: true })
  return createKhabeer({
    ...options,
    storage: withoutFence(storage, { pool, schema }),
    clock: standingClock(systemClock()),
  })
}

// Whoever started it is gone: nobody watches any more.
const onAbandoned = (): void => process.exit(1)

const serve = async (settings: MemberSettings): Promise<void> => {
  const core = createCore(settings)
  const server = createServer(createHostApp(core)).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const close = async (): Promise<void> => {
    const closed = once(server, 'close')
    log('info')({}, 'It is told to end.')
    server.close()
    // Node keeps a connection whose request was running open for the next one.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
    const timer = setTimeout(() => server.closeAllConnections(), drainMs)
    await closed
    clearInterval(sweep)
    clearTimeout(timer)
    log('info')({}, 'Every request is answered.')
    await core.stop()
    log('info')({}, 'It has stopped.')
  }
  process.once('SIGTERM', () => {
    close().then(
      () => {
        // Nothing keeps the process alive after this; one that stays has left something open.
        process.off('disconnect', onAbandoned)
        process.disconnect()
      },
      (error: unknown) => {
        log('error')({ error: String(error) }, 'It did not stop as it should.')
        process.exit(1)
      },
    )
  })

  await core.start()
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  tell({ type: 'ready', url: `http://127.0.0.1:${port}` })
}

process.once('message', (settings: MemberSettings) => {
  process.once('disconnect', onAbandoned)
  serve(settings).catch((error: unknown) => {
    log('error')({ error: String(error) }, 'It did not start.')
    process.exit(1)
  })
})
