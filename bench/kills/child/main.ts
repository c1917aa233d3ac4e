import type { Khabeer, Storage, TransportFactory } from '@khabeer/core'
import { createKhabeer, isKhabeerError } from '@khabeer/core'
import { baileysTransport } from '@khabeer/core/baileys'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { ChildCall, ChildSettings, FromChild, StorePlace, ToChild } from './child-messages.ts'
import { failOnRestart, newIdPerAttempt } from './control-designs.ts'
import { killAtStorage } from './kill-at-storage.ts'
import { killAtUpload } from './kill-at-upload.ts'
import { createTrigger } from './trigger.ts'

const poolSize = 6
/** Fast enough that something is on its way at most moments; one message every 10 ms. */
const pacing = { messages: 100, perMs: 1_000 }
const qrWaitMs = 20_000

const tell = (news: FromChild): void => {
  process.send?.(news)
}

const log = (level: string) => (facts: object, message: string) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(facts)}\n`)
}

const openStorage = (store: StorePlace): Storage => {
  if (store.kind === 'sqlite') return sqliteStorage({ file: store.file })
  return postgresStorage({ connectionString: store.connectionString, schema: store.schema, max: poolSize })
}

const createCore = (settings: ChildSettings): Khabeer => {
  const { control, leaseMs, fileHost, mediaDirectory, whatsApp } = settings
  const trigger = createTrigger(settings.armed)
  const storage = killAtStorage(openStorage(settings.store), trigger)
  const transport: TransportFactory = killAtUpload(baileysTransport(), trigger)
  return createKhabeer({
    storage: control === 'fail-on-restart' ? failOnRestart(storage) : storage,
    transport: control === 'new-id' ? newIdPerAttempt(transport) : transport,
    whatsApp: {
      url: whatsApp.url,
      rootKey: Buffer.from(whatsApp.rootKey, 'base64'),
      mediaCa: whatsApp.caPem,
    },
    leaseMs,
    pacing,
    media: { allow: [fileHost], directory: mediaDirectory },
    logger: { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') },
  })
}

const perform = async (core: Khabeer, call: ChildCall): Promise<number | string | null> => {
  switch (call.method) {
    case 'createInstance':
      return (await core.instances.create({ name: call.input })).id
    case 'qr':
      return (await core.instances.qr(call.input, { waitMs: qrWaitMs })).qr
    case 'send':
      return (await core.send(call.input)).id
  }
}

const answer = async (core: Khabeer, id: number, call: ChildCall): Promise<void> => {
  try {
    tell({ type: 'returned', id, value: await perform(core, call) })
  } catch (error) {
    tell({ type: 'threw', id, code: isKhabeerError(error) ? error.code : String(error) })
  }
}

// Whoever started it is gone: nobody watches any more.
const onAbandoned = (): void => process.exit(1)

const serve = async (settings: ChildSettings): Promise<void> => {
  const core = createCore(settings)
  process.on('message', (message: ToChild) => {
    if (message.type === 'call') void answer(core, message.id, message.call)
  })
  process.once('SIGTERM', () => {
    core.stop().then(
      () => {
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
  tell({ type: 'started' })
}

process.once('message', (message: ToChild) => {
  process.once('disconnect', onAbandoned)
  if (message.type !== 'begin') throw new Error('A child is told first how to begin.')
  serve(message.settings).catch((error: unknown) => {
    log('error')({ error: String(error) }, 'It did not start.')
    process.exit(1)
  })
})
