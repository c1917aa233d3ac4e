import type { CredentialChange } from '../../../storage/credential-store.ts'
import type { CloseReason } from '../../transport.ts'
import type { ConnectionHost } from './host-link.ts'
import { UnreadableValueError } from './stored-value.ts'

/** The host's credentials for one connection, which ends the connection when they fail. */
export interface GuardedCredentials {
  read(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  write(changes: readonly CredentialChange[]): Promise<void>
  /** Whether a write failed: what the client knows is ahead of what is stored, and nothing of it may leave. */
  isBehind(): boolean
  /** Runs a decoder; an unreadable value is trouble and is thrown on. */
  decode<T>(decoder: () => T): T
  /** Resolves when no write is under way; from then on nothing is read or written any more. */
  shut(): Promise<void>
}

/** Tells of trouble with credentials: what the connection must close with. */
export type OnTrouble = (reason: CloseReason, detail: string) => void

/** Puts a guard before the host's credentials. */
export const guardCredentials = (host: ConnectionHost, onTrouble: OnTrouble): GuardedCredentials => {
  const writes = new Set<Promise<void>>()
  let isShut = false
  let isBehind = false

  const assertOpen = () => {
    if (isShut) throw new Error('The connection is closed.')
  }

  const write = async (changes: readonly CredentialChange[]) => {
    assertOpen()
    if (changes.length === 0) return
    const writing = host.writeCredentials(changes)
    const settled = writing.catch(() => undefined)
    writes.add(settled)
    try {
      await writing
    } catch (error) {
      // What the client knows is now ahead of the store: it must not go on from there.
      isShut = true
      isBehind = true
      onTrouble('credentials_unwritable', 'credentials could not be written')
      throw error
    } finally {
      writes.delete(settled)
    }
  }

  return {
    read: async (type, ids) => {
      assertOpen()
      try {
        return await host.readCredentials(type, ids)
      } catch (error) {
        onTrouble('connection_lost', 'the storage did not give the credentials')
        throw error
      }
    },
    write,
    isBehind: () => isBehind,
    decode: (decoder) => {
      try {
        return decoder()
      } catch (error) {
        if (error instanceof UnreadableValueError) onTrouble('credentials_unreadable', error.message)
        throw error
      }
    },
    shut: async () => {
      while (writes.size > 0) await Promise.all(writes)
      isShut = true
    },
  }
}
