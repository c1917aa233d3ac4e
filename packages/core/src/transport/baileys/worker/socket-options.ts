import { Agent } from 'node:https'
import type { AuthenticationCreds, SignalKeyStore, UserFacingSocketConfig } from '@whiskeysockets/baileys'
import { Browsers, DEFAULT_CONNECTION_CONFIG, makeCacheableSignalKeyStore, proto } from '@whiskeysockets/baileys'
import type { WhatsAppOptions, WhatsAppVersion } from '../../transport.ts'
import type { ClientLogger } from './client-logger.ts'
import type { ConnectionHost } from './host-link.ts'
import type { InstanceMemory } from './instance-memory.ts'
import { createSessionsFirst } from './sessions-first.ts'

/** What one socket of the client is made from. */
export interface SocketParts {
  readonly creds: AuthenticationCreds
  readonly keys: SignalKeyStore
  readonly memory: InstanceMemory
  readonly host: ConnectionHost
  readonly whatsApp: WhatsAppOptions
  readonly version: WhatsAppVersion | undefined
  readonly logger: ClientLogger
  /** How long each QR lives; the client's own rhythm (60 s, then 20 s each) when undefined. */
  readonly qrTimeoutMs: number | undefined
}

const { INITIAL_BOOTSTRAP, PUSH_NAME, NON_BLOCKING_DATA } = proto.HistorySync.HistorySyncType

/** These bring address mappings and the tokens that old chats need; the chats themselves are refused. */
const acceptedHistory = new Set<unknown>([INITIAL_BOOTSTRAP, PUSH_NAME, NON_BLOCKING_DATA])

/** How often a quiet line is asked for a sign of life. */
export const keepAliveMsOf = ({ keepAliveMs }: WhatsAppOptions): number => keepAliveMs ?? 20_000

/** The version that a line says it has. */
export const usedVersion = (wanted: WhatsAppVersion | undefined): WhatsAppVersion =>
  wanted ?? DEFAULT_CONNECTION_CONFIG.version

/** Builds the client's configuration. */
export const toSocketOptions = (parts: SocketParts): UserFacingSocketConfig => {
  const { creds, memory, logger, whatsApp } = parts
  const keys = makeCacheableSignalKeyStore(parts.keys, logger, memory.keys)
  const sessionsFirst = createSessionsFirst(keys)
  return {
    auth: { creds, keys },
    logger,
    browser: Browsers.macOS('Chrome'),
    version: [...usedVersion(parts.version)],
    ...(whatsApp.url === undefined ? {} : { waWebSocketUrl: whatsApp.url }),
    ...(whatsApp.mediaCa === undefined ? {} : { fetchAgent: new Agent({ ca: whatsApp.mediaCa }) }),
    ...(parts.qrTimeoutMs === undefined ? {} : { qrTimeout: parts.qrTimeoutMs }),
    emitOwnEvents: false,
    markOnlineOnConnect: false,
    syncFullHistory: false,
    shouldSyncHistoryMessage: ({ syncType }) => acceptedHistory.has(syncType),
    keepAliveIntervalMs: keepAliveMsOf(whatsApp),
    defaultQueryTimeoutMs: 20_000,
    transactionOpts: { maxCommitRetries: 3, delayBetweenTriesMs: 200 },
    userDevicesCache: memory.devices,
    msgRetryCounterCache: memory.retries,
    callOfferCache: memory.calls,
    placeholderResendCache: memory.placeholders,
    getMessage: async ({ id }) => {
      const built = id ? await parts.host.storedMessage(id) : null
      return built === null ? undefined : proto.Message.decode(built)
    },
    // The client locks sends and decrypts of one contact by different keys, and loses session writes between them.
    makeSignalRepository: (auth, repositoryLogger, toLid) =>
      sessionsFirst.guard(
        DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
          { ...auth, keys: sessionsFirst.watch(withOneLock(auth.keys, () => creds.me?.id)) },
          repositoryLogger,
          toLid,
        ),
      ),
  }
}

const withOneLock = <T extends object>(keys: T, lockName: () => string | undefined): T => {
  if (!('transaction' in keys) || typeof keys.transaction !== 'function') return keys
  const { transaction } = keys
  return { ...keys, transaction: (work: unknown, key: string) => transaction(work, lockName() ?? key) }
}
