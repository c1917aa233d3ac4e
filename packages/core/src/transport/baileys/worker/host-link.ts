import type { MessagePort } from 'node:worker_threads'
import type { CredentialChange } from '../../../storage/credential-store.ts'
import type { ConnectionEvent } from '../../transport.ts'
import { createPendingAnswers } from '../pending-answers.ts'
import type { HostRequest, Outcome, RequestResults, ToHost } from '../thread-messages.ts'

/** Logs to the host's logger; facts hold no personal data. */
export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  facts: Readonly<Record<string, string | number | null>>,
  message: string,
) => void

/** What one connection asks of its owner on the host's side. */
export interface ConnectionHost {
  emit(event: ConnectionEvent): void
  readCredentials(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  writeCredentials(changes: readonly CredentialChange[]): Promise<void>
  storedMessage(waMessageId: string): Promise<Uint8Array | null>
}

/** The worker's side of the port. */
export interface HostLink {
  readonly log: Log
  forConnection(connectionId: number): ConnectionHost
  /** Takes the host's answer to a request. */
  settle(id: number, outcome: Outcome): void
}

/** Creates the worker's side of the port. */
export const createHostLink = (port: MessagePort): HostLink => {
  const requests = createPendingAnswers()
  const post = (message: ToHost) => port.postMessage(message)

  const forConnection = (connectionId: number): ConnectionHost => {
    const ask = <K extends keyof RequestResults>(request: Extract<HostRequest, { kind: K }>) =>
      requests.ask<RequestResults[K]>((id) => post({ type: 'request', connectionId, id, request }))
    return {
      emit: (event) => post({ type: 'event', connectionId, event }),
      readCredentials: (type, ids) => ask<'credentials.read'>({ kind: 'credentials.read', type, ids }),
      writeCredentials: async (changes) => {
        await ask<'credentials.write'>({ kind: 'credentials.write', changes })
      },
      storedMessage: (waMessageId) => ask<'storedMessage'>({ kind: 'storedMessage', waMessageId }),
    }
  }

  return {
    log: (level, facts, message) => post({ type: 'log', level, facts, message }),
    forConnection,
    settle: requests.settle,
  }
}
