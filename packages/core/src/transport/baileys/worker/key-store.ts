import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys'
import { proto } from '@whiskeysockets/baileys'
import { LRUCache } from 'lru-cache'
import type { CredentialChange } from '../../../storage/credential-store.ts'
import type { GuardedCredentials } from './guarded-credentials.ts'
import { fromStoredValue, toStoredValue } from './stored-value.ts'

/** How many sessions are remembered as stored: far more than one message changes. */
const rememberedSessions = 1_000

/**
 * The client's key store over the host's credentials; one `set` of the client is one write of the host. Sessions that
 * were stored before their message left are not written again by the commit that follows it.
 */
export const createKeyStore = (credentials: GuardedCredentials): SignalKeyStore => {
  const stored = new LRUCache<string, object>({ max: rememberedSessions })

  const remember = (sessions: SignalDataSet['session'] = {}) => {
    for (const [id, value] of Object.entries(sessions)) {
      if (value === null) stored.delete(id)
      else stored.set(id, value)
    }
  }

  return {
    get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const values = await credentials.read(type, ids)
      const found: Record<string, SignalDataTypeMap[T]> = {}
      for (const [id, bytes] of values) {
        // Only this store writes these values, and it writes each under the type that it reads it by.
        found[id] = revived(
          type,
          credentials.decode(() => fromStoredValue(bytes)),
        ) as SignalDataTypeMap[T]
      }
      return found
    },
    set: async (data) => {
      const { session = {}, ...others } = data
      const fresh = Object.entries(session).filter(([id, value]) => value === null || stored.get(id) !== value)
      const sessions = Object.fromEntries(fresh)
      await credentials.write(toChanges({ ...others, session: sessions }))
      remember(sessions)
    },
  }
}

const toChanges = (data: SignalDataSet): CredentialChange[] =>
  Object.entries(data).flatMap(([type, values]) =>
    Object.entries(values).map(([id, value]) => ({
      type,
      id,
      value: value === null || value === undefined ? null : toStoredValue(value),
    })),
  )

/** This one type has methods that the client calls. */
const revived = (type: string, value: unknown) =>
  type === 'app-state-sync-key' && typeof value === 'object' && value !== null
    ? proto.Message.AppStateSyncKeyData.fromObject(value)
    : value
