import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { initAuthCreds } from '@whiskeysockets/baileys'
import type { CloseReason, ConnectOptions, WhatsAppOptions } from '../../transport.ts'
import type { CallValue, ConnectionCall } from '../thread-messages.ts'
import { createCredsWriter, isLinked, openAccount } from './account-credentials.ts'
import { lineClosed } from './client-error.ts'
import { createClientLogger } from './client-logger.ts'
import type { Ending } from './ending.ts'
import { drained, toEnding, unwritable } from './ending.ts'
import { performCall } from './engine-calls.ts'
import { guardCredentials } from './guarded-credentials.ts'
import type { ConnectionHost, Log } from './host-link.ts'
import type { InstanceMemory, MemoryBook } from './instance-memory.ts'
import { userOf } from './jid.ts'
import type { Login } from './login.ts'
import { openLogin } from './open-login.ts'
import { requestPairingCode } from './request-pairing-code.ts'
import { usedVersion } from './socket-options.ts'

/** One connection: commands in, events out. */
export interface Engine {
  /** Resolves after the `closed` event with its reason. */
  readonly closed: Promise<CloseReason>
  call(request: ConnectionCall): Promise<CallValue>
}

/** What an engine works with. */
export interface EngineOptions {
  readonly instanceId: number
  readonly mode: ConnectOptions['mode']
  readonly version: ConnectOptions['version']
  readonly host: ConnectionHost
  readonly memories: MemoryBook
  readonly whatsApp: WhatsAppOptions
  /** Whether anything may leave now. */
  readonly maySpeak: () => boolean
  readonly log: Log
}

/** A code must be typed by a person: each QR lives this long once one was asked for, so that the socket outlives it. */
const pairingQrMs = 60_000

/** Starts to connect one instance. */
export const startEngine = (options: EngineOptions): Engine => {
  const { instanceId, mode, host, memories, log } = options
  const logger = createClientLogger(log, instanceId)
  const lost = new AbortController()
  let verdict: Ending | undefined
  let memory: InstanceMemory | undefined
  let login: Login | undefined
  let linking = Promise.resolve()
  let pairing: Promise<unknown> = Promise.resolve()
  let isConcluding = false
  let resolveClosed = (_reason: CloseReason) => {}
  const closed = new Promise<CloseReason>((resolve) => {
    resolveClosed = resolve
  })

  /** Ends the connection for a reason of our own; the first reason stays. */
  const fail = (reason: CloseReason, detail: string) => {
    verdict ??= { reason, detail }
    login?.line.end().catch(unexpected)
  }
  const credentials = guardCredentials(host, fail)

  const conclude = async (lineError: unknown) => {
    if (isConcluding) return
    isConcluding = true
    lost.abort()
    const isShowingQr = login?.hasShownQr === true && !isLinked(login.creds)
    const ending = verdict ?? toEnding(lineError, { isShowingQr })
    await linking
    const isStored = login === undefined || (await login.writer.save())
    await credentials.shut()
    const { reason, detail, retryAfterMs } = isStored ? ending : unwritable
    if (reason === 'closed_by_us' || reason === 'logged_out' || reason === 'credentials_unwritable')
      memories.drop(instanceId)
    const version = reason === 'client_outdated' ? usedVersion(options.version) : undefined
    host.emit({ type: 'closed', reason, detail, retryAfterMs, version })
    resolveClosed(reason)
  }

  const enter = (creds: AuthenticationCreds, ownMemory: InstanceMemory, qrTimeoutMs?: number) => {
    const entered = openLogin(
      { creds, memory: ownMemory, qrTimeoutMs },
      {
        ...options,
        credentials,
        emit: (event) => {
          if (login === entered && !isConcluding) host.emit(event)
        },
        onLinked: (isStored) => {
          linking = isStored.then((stored) => {
            if (stored) host.emit({ type: 'linked', phone: userOf(creds.me?.id ?? '') })
          })
        },
        onStuck: (detail) => fail('timed_out', detail),
        onDeaf: () => fail('connection_lost', 'WhatsApp would not let the line listen'),
        onPasskey: () => fail('passkey_required', 'the account asks for a passkey'),
        unexpected,
      },
    )
    login = entered
    entered.line.ended
      .then(async (error) => {
        if (login === entered) await conclude(error)
      })
      .catch(unexpected)
  }

  const begin = async () => {
    const account = await openAccount(credentials, mode)
    const ownMemory = memories.open(instanceId, account.mark)
    memory = ownMemory
    // From now on another process's memory of these credentials is stale, and it can tell.
    if (account.mark !== ownMemory.mark) await createCredsWriter(credentials, account.creds, ownMemory.mark).save()
    if (verdict === undefined) return enter(account.creds, ownMemory)
    await conclude(undefined)
  }
  const begun = begin().catch((error: unknown) => {
    log(
      'warn',
      { instanceId, error: error instanceof Error ? error.name : typeof error },
      'a connection could not begin',
    )
    return conclude(undefined)
  })

  /** Connects anew with a longer QR life and new credentials. */
  const enterForPairing = async (current: Login) => {
    if (memory === undefined) throw lineClosed('asking for a pairing code')
    login = undefined
    await current.line.end()
    const isLinkedMeanwhile = isLinked(current.creds)
    if (isLinkedMeanwhile || verdict !== undefined) {
      login = current
      verdict ??= { reason: 'restart_required', detail: 'linked by QR meanwhile' }
      await conclude(undefined)
      throw lineClosed('asking for a pairing code')
    }
    enter(initAuthCreds(), memory, pairingQrMs)
  }

  const close = async (reason: CloseReason) => {
    if (login?.isOpen && verdict === undefined) await drained(login)
    fail(reason, 'closed by its owner')
    await closed
    return null
  }

  const unexpected = (error: unknown) => {
    log(
      'error',
      { instanceId, error: error instanceof Error ? error.name : typeof error },
      'a connection failed unexpectedly',
    )
  }

  const call = (request: ConnectionCall): Promise<CallValue> => {
    if (request.method === 'close') return close(request.reason)
    if (request.method !== 'requestPairingCode')
      return performCall(request, { login, lost: lost.signal, logger, fail, closed })
    // One after the other: each may replace the socket.
    const asked = pairing
      .then(() => begun)
      .then(() => requestPairingCode(request.phone, { login: () => login, enterForPairing, lost: lost.signal }))
    pairing = asked.catch(() => undefined)
    return asked
  }

  return { closed, call }
}
