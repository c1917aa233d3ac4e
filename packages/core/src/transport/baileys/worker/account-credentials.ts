import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { initAuthCreds } from '@whiskeysockets/baileys'
import type { ConnectOptions } from '../../transport.ts'
import type { GuardedCredentials } from './guarded-credentials.ts'
import { fromStoredValue, toStoredValue, UnreadableValueError } from './stored-value.ts'

const type = 'creds'
const credsId = 'creds'
const markId = 'mark'

/** The account's own credentials and the mark of the memory that goes with them. */
export interface OpenedAccount {
  readonly creds: AuthenticationCreds
  readonly mark: string | null
}

/**
 * Reads the account's credentials. Linked ones are used as they are; when there are none, or none that were ever
 * linked, linking starts with new ones. Unreadable ones throw and stay as they are.
 */
export const openAccount = async (
  credentials: GuardedCredentials,
  mode: ConnectOptions['mode'],
): Promise<OpenedAccount> => {
  const stored = await credentials.read(type, [credsId, markId])
  return credentials.decode(() => {
    const bytes = stored.get(credsId)
    const creds = bytes === undefined ? null : assertCreds(fromStoredValue(bytes))
    if (creds !== null && isLinked(creds)) return { creds, mark: readMark(stored.get(markId)) }
    if (mode === 'link') return { creds: initAuthCreds(), mark: null }
    throw new UnreadableValueError('There are no credentials of a linked number')
  })
}

/** Whether a phone has accepted these credentials; `me` alone is also set by an unfinished pairing code. */
export const isLinked = (creds: AuthenticationCreds): boolean => creds.account !== undefined && creds.account !== null

/** Writes the whole credentials again after every change. */
export interface CredsWriter {
  /** Resolves with whether everything known at the time of the call is stored. */
  save(): Promise<boolean>
}

/** Creates a writer that has one write under way at most and misses no change. */
export const createCredsWriter = (
  credentials: GuardedCredentials,
  creds: AuthenticationCreds,
  mark: string,
): CredsWriter => {
  let isDirty = false
  let writing: Promise<boolean> | undefined

  const writeAll = async () => {
    while (isDirty) {
      isDirty = false
      const changes = [
        { type, id: credsId, value: toStoredValue(creds) },
        { type, id: markId, value: toStoredValue(mark) },
      ]
      try {
        await credentials.write(changes)
      } catch {
        // The guard has already ended the connection with the reason.
        writing = undefined
        return false
      }
    }
    // In the same turn as the last look at the flag, so that no change slips in between.
    writing = undefined
    return true
  }

  return {
    save: () => {
      // Before a phone accepts them they are worth nothing, and a half-linked state would be logged in with.
      if (!isLinked(creds)) return Promise.resolve(true)
      isDirty = true
      writing ??= writeAll()
      return writing
    },
  }
}

const readMark = (bytes: Uint8Array | undefined) => {
  const mark = bytes === undefined ? null : fromStoredValue(bytes)
  return typeof mark === 'string' ? mark : null
}

const assertCreds = (value: unknown): AuthenticationCreds => {
  const isWhole =
    typeof value === 'object' &&
    value !== null &&
    'noiseKey' in value &&
    'signedIdentityKey' in value &&
    'signedPreKey' in value
  if (!isWhole) throw new UnreadableValueError('The credentials are incomplete')
  // The shape beyond the keys checked is the client's own, written by it and kept under its exact version.
  return value as AuthenticationCreds
}
