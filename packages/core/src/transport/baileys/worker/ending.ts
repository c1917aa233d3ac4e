import type { CloseReason } from '../../transport.ts'
import { answerIsLate } from './client-error.ts'
import type { LineSituation } from './close-reason.ts'
import { toCloseReason, toLineError } from './close-reason.ts'
import { settleWithin } from './deadline.ts'
import { toHarmlessText } from './harmless-text.ts'
import type { Login } from './login.ts'

/** Why a connection ended; `detail` is for logs and names nobody. */
export interface Ending {
  readonly reason: CloseReason
  readonly detail: string
  /** After how long WhatsApp lets the number in again, when it said so. */
  readonly retryAfterMs?: number | undefined
}

/** The ending of a connection whose credentials are ahead of the store. */
export const unwritable: Ending = { reason: 'credentials_unwritable', detail: 'credentials could not be written' }

/** Reads the ending from what the client ended its socket with. */
export const toEnding = (error: unknown, situation: LineSituation): Ending => {
  const known = toLineError(error)
  const words = toHarmlessText(known.message)
  return {
    reason: toCloseReason(known, situation),
    detail: `${known.statusCode ?? 'no code'}: ${words || 'no words'}`,
    ...(known.expire === null ? {} : { retryAfterMs: known.expire * 1_000 }),
  }
}

/** What is being written has ended before a line is closed; what else holds the lock may only delay whoever connects next. */
const drainMs = 250

/** Waits for a send under way to leave the client's lock, for a moment. */
export const drained = async ({ line, creds }: Login): Promise<void> => {
  const emptied = line.socket.authState.keys.transaction(async () => undefined, creds.me?.id ?? '')
  // A stuck send is cut off by the closing that follows.
  await settleWithin(emptied, { timeoutMs: drainMs, late: () => answerIsLate('closing') }).catch(() => undefined)
}
