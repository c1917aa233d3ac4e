import type { AccountStorage } from '../storage/account-storage.ts'
import type { MessageFilter } from '../storage/message-filter.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { MessageChange } from '../storage/message-store.ts'

/** An id that nothing has: those of a database begin at 1. */
const noId = 0

/**
 * Shows some instances of a storage, with their messages. What is outside of them is asked for under an id that nothing has, so that it is
 * answered exactly like what does not exist, in the same order of checks.
 */
export const boundedStorage = (storage: AccountStorage, instanceIds: readonly number[]): AccountStorage => {
  const { messages, instances, recipients } = storage
  const seen = new Set(instanceIds)
  const seenInstance = (id: number): number => (seen.has(id) ? id : noId)
  const instancesOf = ({ instanceId }: MessageFilter): readonly number[] =>
    instanceId === undefined ? instanceIds : [seenInstance(instanceId)]
  // A message never changes its instance.
  const seenMessage = async (accountId: number, id: number): Promise<number> => {
    const record = await messages.get(accountId, id)
    return record !== null && seen.has(record.instanceId) ? id : noId
  }

  return {
    usage: storage.usage,
    signals: storage.signals,
    messages: {
      accept: (batch) =>
        messages.accept(
          seen.has(batch.instanceId)
            ? batch
            : {
                ...batch,
                instanceId: noId,
                // What another key sent with this one is not replayed to whoever may not see it.
                idempotency: batch.idempotency && { ...batch.idempotency, bodyHash: '' },
              },
        ),
      get: async (accountId, id) => {
        const record = await messages.get(accountId, id)
        return record !== null && seen.has(record.instanceId) ? record : null
      },
      cancel: async (accountId, id, at) => messages.cancel(accountId, await seenMessage(accountId, id), at),
      clear: (accountId, id, batch) => messages.clear(accountId, seenInstance(id), batch),
      list: async (accountId, page) => {
        const pages = await Promise.all(
          instancesOf(page).map((instanceId) => messages.list(accountId, { ...page, instanceId })),
        )
        return pages.flat().sort(newestFirst).slice(0, page.limit)
      },
      cancelQueued: async (accountId, filter, { at, limit }) => {
        const changes: MessageChange[] = []
        for (const instanceId of instancesOf(filter)) {
          const batch = { at, limit: limit - changes.length }
          if (batch.limit > 0)
            changes.push(...(await messages.cancelQueued(accountId, { ...filter, instanceId }, batch)))
        }
        return changes
      },
      events: async (accountId, id) => messages.events(accountId, await seenMessage(accountId, id)),
    },
    instances: {
      create: instances.create,
      list: (accountId, ids = instanceIds) => instances.list(accountId, ids.map(seenInstance)),
      get: (accountId, id) => instances.get(accountId, seenInstance(id)),
      requestQr: (accountId, id, at) => instances.requestQr(accountId, seenInstance(id), at),
      requestPairingCode: (accountId, id, input) => instances.requestPairingCode(accountId, seenInstance(id), input),
      configure: (accountId, id, settings) => instances.configure(accountId, seenInstance(id), settings),
      requestRestart: (accountId, id, at) => instances.requestRestart(accountId, seenInstance(id), at),
      requestLogout: (accountId, id) => instances.requestLogout(accountId, seenInstance(id)),
      depths: async (accountId, which) =>
        (await instances.depths(accountId, which)).filter(({ instanceId }) => seen.has(instanceId)),
      pause: (accountId, id, at) => instances.pause(accountId, seenInstance(id), at),
      resume: (accountId, id) => instances.resume(accountId, seenInstance(id)),
      delete: (accountId, id, at) => instances.delete(accountId, seenInstance(id), at),
    },
    recipients: {
      list: (id, phones) => recipients.list(seenInstance(id), phones),
      wantLookups: (accountId, id, wanted) => recipients.wantLookups(accountId, seenInstance(id), wanted),
    },
  }
}

const newestFirst = (a: MessageRecord, b: MessageRecord): number => b.queuedAt - a.queuedAt || b.id - a.id
