import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import type { ConnectionEvent, WhatsAppOptions, WhatsAppVersion } from '../../transport.ts'
import { createCredsWriter, isLinked } from './account-credentials.ts'
import { createClientLogger } from './client-logger.ts'
import { saysDeaf } from './deaf-login.ts'
import type { GuardedCredentials } from './guarded-credentials.ts'
import type { ConnectionHost, Log } from './host-link.ts'
import type { InstanceMemory } from './instance-memory.ts'
import { createKeyStore } from './key-store.ts'
import { openLine } from './line.ts'
import { listenToLine } from './line-events.ts'
import type { Login } from './login.ts'
import { watchPasskeyDemand } from './passkey-demand.ts'
import { keepAliveMsOf, toSocketOptions } from './socket-options.ts'

/** What a login runs on. */
export interface LoginParts {
  readonly creds: AuthenticationCreds
  readonly memory: InstanceMemory
  /** How long each QR lives; the client's own rhythm when undefined. */
  readonly qrTimeoutMs: number | undefined
}

/** What a login reports to, and what it needs of its engine. */
export interface LoginSurroundings {
  readonly instanceId: number
  readonly host: ConnectionHost
  readonly credentials: GuardedCredentials
  readonly whatsApp: WhatsAppOptions
  readonly version: WhatsAppVersion | undefined
  readonly maySpeak: () => boolean
  readonly log: Log
  emit(event: ConnectionEvent): void
  /** A phone accepted; resolves with whether the credentials are stored. */
  onLinked(isStored: Promise<boolean>): void
  onStuck(detail: string): void
  /** The number was let in and hears nothing: the line is of no use. */
  onDeaf(): void
  /** The account asks for a passkey before it lets itself be linked. */
  onPasskey(): void
  unexpected(error: unknown): void
}

/** Opens a line with the given credentials, keeps those stored, and tells its news. */
export const openLogin = (parts: LoginParts, surroundings: LoginSurroundings): Login => {
  const { creds, memory, qrTimeoutMs } = parts
  const { instanceId, host, credentials, whatsApp, version, maySpeak, log, onStuck, unexpected } = surroundings
  let isDeaf = false
  const logger = createClientLogger(log, instanceId, (words) => {
    if (!saysDeaf(words)) return
    isDeaf = true
    surroundings.onDeaf()
  })
  const keys = createKeyStore(credentials)
  const config = toSocketOptions({ creds, keys, memory, host, whatsApp, version, logger, qrTimeoutMs })
  const line = openLine({
    config,
    instanceId,
    log,
    keepAliveMs: keepAliveMsOf(whatsApp),
    maySpeak: () => maySpeak() && !credentials.isBehind(),
    onStuck,
  })
  watchPasskeyDemand(line.socket, () => {
    if (!isLinked(creds)) surroundings.onPasskey()
  })
  const writer = createCredsWriter(credentials, creds, memory.mark)
  let onFirstQr = () => {}
  const firstQr = new Promise<void>((resolve) => {
    onFirstQr = resolve
  })
  const login: Login = { line, creds, writer, memory, qrTimeoutMs, firstQr, isOpen: false, hasShownQr: false }

  listenToLine(line.socket, {
    emit: (event) => {
      if (event.type === 'open' && isDeaf) return
      if (event.type === 'open') login.isOpen = true
      if (event.type === 'qr') login.hasShownQr = true
      surroundings.emit(event)
    },
    onCreds: () => {
      writer.save().catch(unexpected)
    },
    onLinked: () => surroundings.onLinked(writer.save()),
    onFirstQr,
    qrTimeoutMs,
    log,
    instanceId,
  })
  return login
}
