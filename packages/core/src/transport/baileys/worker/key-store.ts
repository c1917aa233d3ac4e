import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys'
import { proto } from '@whiskeysockets/baileys'
import type { CredentialChange } from '../../../storage/credential-store.ts'
import type { GuardedCredentials } from './guarded-credentials.ts'
import { fromStoredValue, toStoredValue } from './stored-value.ts'

/** The client's key store over the host's credentials; one `set` of the client is one write of the host. */
export const createKeyStore = (credentials: GuardedCredentials): SignalKeyStore => ({
  get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
    const stored = await credentials.read(type, ids)
    const found: Record<string, SignalDataTypeMap[T]> = {}
    for (const [id, bytes] of stored) {
      // Only this store writes these values, and it writes each under the type that it reads it by.
      found[id] = revived(
        type,
        credentials.decode(() => fromStoredValue(bytes)),
      ) as SignalDataTypeMap[T]
    }
    return found
  },
  set: (data) => credentials.write(toChanges(data)),
})

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
