import type { InstanceStore } from '../instance-store.ts'
import { createCreateInstance } from './create-instance.ts'
import { createDeleteInstance } from './delete-instance.ts'
import { toInstanceRecord } from './instance-rows.ts'
import { createListInstances } from './list-instances.ts'
import { createPauseQueue } from './pause-queue.ts'
import type { Parameter } from './prepared-query.ts'
import { all, one } from './program.ts'
import { createQueueDepths } from './queue-depths.ts'
import type { SqlContext } from './sql-context.ts'
import { createUpdateInstance } from './update-instance.ts'
import { createWishInstance } from './wish-instance.ts'

/** Builds the instance store of a driver. */
export const createInstanceStore = (context: SqlContext): InstanceStore => {
  const { driver } = context
  const create = createCreateInstance(context)
  const updating = createUpdateInstance(context)
  const deleting = createDeleteInstance(context)
  const pausing = createPauseQueue(context)
  const wishing = createWishInstance(context)
  const depths = createQueueDepths(context)
  const list = createListInstances(context)
  const queries = createQueries(context)

  const changed = <T>(instanceId: number, outcome: T): T => {
    if (outcome !== null) driver.publish({ kind: 'instances', instanceId })
    return outcome
  }

  return {
    create: async (input) => {
      const outcome = await driver.write(() => create(input))
      if (outcome.kind !== 'created') return outcome
      driver.publish({ kind: 'leases' })
      return changed(outcome.instance.id, outcome)
    },
    list: (accountId, ids) => driver.read(() => list(accountId, ids)),
    get: (accountId, instanceId) =>
      driver.read(function* () {
        const row = yield* one(queries.get, { accountId, instanceId })
        return row === undefined ? null : toInstanceRecord(row)
      }),
    find: (instanceId) =>
      driver.read(function* () {
        const row = yield* one(queries.find, { instanceId })
        return row === undefined ? null : toInstanceRecord(row)
      }),
    shownCodes: () =>
      driver.read(function* () {
        const rows = yield* all(queries.shownCodes, {})
        return rows.flatMap(({ accountId, instanceId, qr, expiresAt }) =>
          qr === null || expiresAt === null ? [] : [{ accountId, instanceId, qr, expiresAt }],
        )
      }),
    requestQr: async (accountId, instanceId, at) =>
      changed(instanceId, await driver.write(() => updating.requestQr(accountId, instanceId, at))),
    requestPairingCode: async (accountId, instanceId, input) =>
      changed(instanceId, await driver.write(() => updating.requestPairingCode(accountId, instanceId, input))),
    configure: async (accountId, instanceId, settings) =>
      changed(instanceId, await driver.write(() => wishing.configure(accountId, instanceId, settings))),
    requestRestart: async (accountId, instanceId, at) =>
      changed(instanceId, await driver.write(() => wishing.requestRestart(accountId, instanceId, at))),
    requestLogout: async (accountId, instanceId) =>
      changed(instanceId, await driver.write(() => wishing.requestLogout(accountId, instanceId))),
    endWish: async (lease, wish) => changed(lease.instanceId, await driver.write(() => wishing.endWish(lease, wish))),
    depths: (accountId, which) => driver.read(() => depths(accountId, which)),
    pause: async (accountId, instanceId, at) =>
      changed(instanceId, await driver.write(() => pausing.pause(accountId, instanceId, at))),
    resume: async (accountId, instanceId) => {
      const row = await driver.write(() => pausing.resume(accountId, instanceId))
      if (row !== null) driver.publish({ kind: 'messages', instanceId })
      return changed(instanceId, row)
    },
    hold: async (lease, hold) => {
      await driver.write(() => pausing.setHold(lease, hold.reason, hold))
      driver.publish({ kind: 'instances', instanceId: lease.instanceId })
    },
    endHold: async (lease, reason) => {
      await driver.write(() => pausing.setHold(lease, reason, null))
      driver.publish({ kind: 'messages', instanceId: lease.instanceId })
    },
    update: async (lease, patch, at) =>
      changed(lease.instanceId, await driver.write(() => updating.update(lease, patch, at))),
    delete: async (accountId, instanceId, at) =>
      changed(instanceId, await driver.write(() => deleting.delete(accountId, instanceId, at))),
    purge: async (lease) => changed(lease.instanceId, await driver.write(() => deleting.purge(lease))),
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  get: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number }>) =>
    db
      .selectFrom('khabeer_instances')
      .selectAll()
      .where('id', '=', parameter('instanceId'))
      .where('account_id', '=', parameter('accountId'))
      .where('deleted_at', 'is', null),
  ),
  shownCodes: prepare((db, _parameter: Parameter<Record<never, never>>) =>
    db
      .selectFrom('khabeer_instances')
      .select(['account_id as accountId', 'id as instanceId', 'qr', 'qr_expires_at as expiresAt'])
      .where('qr', 'is not', null)
      .where('is_linked', '=', 0)
      .where('deleted_at', 'is', null)
      .orderBy('id'),
  ),
  find: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.selectFrom('khabeer_instances').selectAll().where('id', '=', parameter('instanceId')),
  ),
})
