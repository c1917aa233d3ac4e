import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import type { CredsWriter } from './account-credentials.ts'
import type { InstanceMemory } from './instance-memory.ts'
import type { Line } from './line.ts'

/** A line together with the credentials that it runs on. */
export interface Login {
  readonly line: Line
  readonly creds: AuthenticationCreds
  readonly writer: CredsWriter
  readonly memory: InstanceMemory
  /** How long each QR lives, when it is not the client's own rhythm. */
  readonly qrTimeoutMs: number | undefined
  /** Resolves when the first QR code was shown: from then on the server listens. */
  readonly firstQr: Promise<void>
  isOpen: boolean
  hasShownQr: boolean
}
