import type { Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { createFloorMessageId } from '../floors/floor-message.ts'
import { silentTransport } from '../khabeer/silent-transport.ts'
import type { Contender, Place } from '../process/contender.ts'
import { sampleMessage, samplePlan } from '../sample.ts'
import type { BacklogTables } from './backlog-tables.ts'

type Lease = Parameters<Storage['messages']['claim']>[0]

const instanceId = 1
const ownerId = 'benchmark'

/** Builds a store in which so many messages wait, and a core that is started on it again and again. */
export const createBacklog = async (input: {
  readonly open: () => Storage
  readonly tables: () => BacklogTables
  readonly rows: number
  readonly place: Place
}): Promise<Contender> => {
  const { open, rows, place } = input
  const createCore = () =>
    createKhabeer({
      storage: open(),
      defaultAccount: { plan: samplePlan },
      media: { directory: place.directory },
      transport: silentTransport,
    })
  const first = createCore()
  await first.start()
  await first.instances.create({ name: 'benchmark' })
  const accountId = first.defaultAccountId
  await first.stop()
  const tables = input.tables()
  await tables.fill(rows)

  const storage = open()
  await storage.migrate()
  const takeLease = async () => {
    const [lease] = await storage.leases.acquire({ ownerId, ttlMs: 3_600_000, limit: 1 })
    if (lease === undefined) throw new Error('The instance is owned by somebody else.')
    return lease
  }
  let lease: Promise<Lease> | null = null

  return {
    port: 0,
    operations: {
      accept: () =>
        storage.messages.accept({
          accountId,
          instanceId,
          messages: [
            {
              waMessageId: createFloorMessageId(),
              recipient: sampleMessage.to,
              type: 'text',
              content: { text: sampleMessage.text },
            },
          ],
          at: Date.now(),
        }),
      claim: async () => {
        lease ??= takeLease()
        await storage.messages.claim(await lease, Date.now())
      },
    },
    probes: {
      start: async () => {
        await storage.leases.leave({ ownerId })
        lease = null
        const core = createCore()
        const startedAt = performance.now()
        await core.start()
        const tookMs = performance.now() - startedAt
        await core.stop()
        return tookMs
      },
    },
    restore: tables.trim,
    close: async () => {
      await tables.close()
      await storage.close()
    },
  }
}
