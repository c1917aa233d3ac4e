import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { initAuthCreds } from '@whiskeysockets/baileys'
import type { CloseReason, ConnectionEvent, ConnectOptions, WhatsAppOptions } from '../../transport.ts'
import { TransportError } from '../../transport-error.ts'
import type { CallValue, ConnectionCall } from '../thread-messages.ts'
import { createCredsWriter, isLinked, openAccount } from './account-credentials.ts'
import { answerIsLate, lineClosed } from './client-error.ts'
import { createClientLogger } from './client-logger.ts'
import type { LineSituation } from './close-reason.ts'
import { toCloseReason, toLineError } from './close-reason.ts'
import { settleWithin } from './deadline.ts'
import { performCall } from './engine-calls.ts'
import { guardCredentials } from './guarded-credentials.ts'
import { toHarmlessText } from './harmless-text.ts'
import type { ConnectionHost, Log } from './host-link.ts'
import type { InstanceMemory, MemoryBook } from './instance-memory.ts'
import { userOf } from './jid.ts'
import { createKeyStore } from './key-store.ts'
import { openLine } from './line.ts'
import { listenToLine } from './line-events.ts'
import type { Login } from './login.ts'
import { askForPairingCode } from './pairing-code.ts'
import { toSocketOptions } from './socket-options.ts'

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
  readonly host: ConnectionHost
  readonly memories: MemoryBook
  readonly whatsApp: WhatsAppOptions
  readonly log: Log
}

/** A code must be typed by a person: each QR lives this long once one was asked for, so that the socket outlives it. */
const pairingQrMs = 60_000
const pairingStartMs = 65_000
const drainMs = 1_000

/** Starts to connect one instance. */
export const startEngine = (options: EngineOptions): Engine => {
  const { instanceId, mode, host, memories, whatsApp, log } = options
  const logger = createClientLogger(log, instanceId)
  const lost = new AbortController()
  let verdict: { readonly reason: CloseReason; readonly detail: string } | undefined
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
    const ending = verdict ?? fromLineError(lineError, { isShowingQr })
    await linking
    const isStored = login === undefined || (await login.writer.save())
    await credentials.shut()
    const { reason, detail } = isStored ? ending : unwritable
    if (reason === 'closed_by_us' || reason === 'logged_out' || reason === 'credentials_unwritable')
      memories.drop(instanceId)
    host.emit({ type: 'closed', reason, detail })
    resolveClosed(reason)
  }
  const concludeSafely = (lineError: unknown) => {
    conclude(lineError).catch(unexpected)
  }

  const enter = (creds: AuthenticationCreds, ownMemory: InstanceMemory, qrTimeoutMs?: number) => {
    const config = toSocketOptions({
      creds,
      keys: createKeyStore(credentials),
      memory: ownMemory,
      host,
      whatsApp,
      logger,
      qrTimeoutMs,
    })
    const line = openLine({ config, instanceId, log, onStuck: (detail) => fail('timed_out', detail) })
    const writer = createCredsWriter(credentials, creds, ownMemory.mark)
    let onFirstQr = () => {}
    const firstQr = new Promise<void>((resolve) => {
      onFirstQr = resolve
    })
    const entered: Login = {
      line,
      creds,
      writer,
      memory: ownMemory,
      qrTimeoutMs,
      firstQr,
      isOpen: false,
      hasShownQr: false,
    }
    const emit = (event: ConnectionEvent) => {
      if (login !== entered || isConcluding) return
      if (event.type === 'open') entered.isOpen = true
      if (event.type === 'qr') entered.hasShownQr = true
      host.emit(event)
    }
    listenToLine(line.socket, {
      emit,
      onCreds: () => {
        writer.save().catch(unexpected)
      },
      onLinked: () => {
        linking = writer.save().then((isStored) => {
          if (isStored) host.emit({ type: 'linked', phone: userOf(creds.me?.id ?? '') })
        })
      },
      onFirstQr,
      qrTimeoutMs,
      log,
      instanceId,
    })
    login = entered
    line.ended.then((error) => login === entered && concludeSafely(error)).catch(unexpected)
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

  const requestPairingCode = async (phone: string): Promise<string> => {
    await begun
    if (login === undefined || isConcluding) throw lineClosed('asking for a pairing code')
    if (isLinked(login.creds)) {
      throw new TransportError('rejected', 'The number is linked already.', { retryable: false })
    }
    if (login.qrTimeoutMs === undefined) await enterForPairing(login)
    const limits = { timeoutMs: pairingStartMs, late: () => answerIsLate('waiting for the line'), lost: lost.signal }
    await settleWithin(login.firstQr, { ...limits, lostError: () => lineClosed('asking for a pairing code') })
    return askForPairingCode(login.line.socket, phone, lost.signal)
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
    const asked = pairing.then(() => requestPairingCode(request.phone))
    pairing = asked.catch(() => undefined)
    return asked
  }

  return { closed, call }
}

const unwritable = { reason: 'credentials_unwritable', detail: 'credentials could not be written' } as const

const fromLineError = (error: unknown, situation: LineSituation) => {
  const known = toLineError(error)
  const words = toHarmlessText(known.message)
  return { reason: toCloseReason(known, situation), detail: `${known.statusCode ?? 'no code'}: ${words || 'no words'}` }
}

/** Waits for a send under way to leave the client's lock, for a moment. */
const drained = async ({ line, creds }: Login) => {
  const emptied = line.socket.authState.keys.transaction(async () => undefined, creds.me?.id ?? '')
  // A stuck send is cut off by the closing that follows.
  await settleWithin(emptied, { timeoutMs: drainMs, late: () => answerIsLate('closing') }).catch(() => undefined)
}
