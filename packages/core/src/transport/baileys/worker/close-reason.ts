import { reasonOfCode } from '../../disconnects.ts'
import type { CloseReason } from '../../transport.ts'

/** What is known of a line's end, read from the client's error. */
export interface LineError {
  readonly statusCode: number | null
  readonly message: string
  /** The code of the error below, such as a TLS failure's. */
  readonly causeCode: string | null
  /** For how many seconds WhatsApp bans the account (402). */
  readonly expire: number | null
}

/** What was going on when the line ended. */
export interface LineSituation {
  /** QR codes were shown and no phone has accepted yet. */
  readonly isShowingQr: boolean
}

/** Says in our own words why a line ended. */
export const toCloseReason = ({ statusCode, message, causeCode }: LineError, situation: LineSituation): CloseReason => {
  if (isUntrusted(message, causeCode)) return 'untrusted_server'
  // A server that ends a line on purpose while codes are shown has no more of them; a lost network says nothing.
  if (situation.isShowingQr && /terminated by server/i.test(message)) return 'qr_expired'
  if (statusCode === 408) return reasonOf408(message)
  return (statusCode === null ? undefined : reasonOfCode(statusCode)) ?? 'connection_lost'
}

/** Reads what the client ended a socket with: an Error with Boom's fields, a bare close code, or nothing. */
export const toLineError = (error: unknown): LineError => {
  if (!(error instanceof Error))
    return {
      statusCode: null,
      message: typeof error === 'number' ? `code ${error}` : '',
      causeCode: null,
      expire: null,
    }
  return {
    statusCode: numberAt(fieldOf(error, 'output'), 'statusCode'),
    message: error.message,
    causeCode: stringAt(fieldOf(error, 'data'), 'code') ?? stringAt(error, 'code'),
    expire: secondsAt(fieldOf(error, 'data'), 'expire'),
  }
}

const isUntrusted = (message: string, causeCode: string | null) =>
  /certificat|certification match|account signature/i.test(message) ||
  /CERT|UNABLE_TO_VERIFY|ERR_TLS/.test(causeCode ?? '')

/** The client uses 408 for all that is late, and for network errors too. */
const reasonOf408 = (message: string): CloseReason => {
  if (/QR refs/i.test(message)) return 'qr_expired'
  return /timed out|connection was lost/i.test(message) ? 'timed_out' : 'connection_lost'
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

const numberAt = (value: unknown, key: string) => {
  const field = fieldOf(value, key)
  return typeof field === 'number' ? field : null
}

const stringAt = (value: unknown, key: string) => {
  const field = fieldOf(value, key)
  return typeof field === 'string' ? field : null
}

/** An attribute of a stanza is a text. */
const secondsAt = (value: unknown, key: string) => {
  const seconds = Number(stringAt(value, key) ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}
