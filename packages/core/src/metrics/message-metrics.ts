import type { Registry } from 'prom-client'
import { Counter, Histogram } from 'prom-client'
import type { Clock } from '../clock.ts'
import type { MessageStatus } from '../storage/message-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import { createBoundedWords } from './bounded-words.ts'

/** Counts what becomes of messages in this process. */
export interface MessageMetrics {
  /** A message was accepted and is durable. */
  accepted(): void
  changed(change: MessageChange): void
}

const ackBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
/** How many results are told apart: WhatsApp may refuse with any number. */
const maxResults = 100

const isProven: Readonly<Record<MessageStatus, boolean>> = {
  queued: false,
  sending: false,
  sent: true,
  delivered: true,
  read: true,
  played: true,
  failed: false,
  cancelled: false,
  expired: false,
}

/** Builds the metrics of messages into a registry. */
export const createMessageMetrics = (registry: Registry, clock: Clock): MessageMetrics => {
  const registers = [registry]
  const accepted = new Counter({
    name: 'khabeer_messages_accepted_total',
    help: 'Messages that this process accepted.',
    registers,
  })
  const sends = new Counter({
    name: 'khabeer_sends_total',
    help: 'Messages that came to a result in this process: sent, cancelled, expired, or the code of a failure.',
    labelNames: ['result'],
    registers,
  })
  const acks = new Histogram({
    name: 'khabeer_ack_seconds',
    help: "From when a message may have left until WhatsApp's server acknowledged it.",
    buckets: ackBuckets,
    registers,
  })
  const bounded = createBoundedWords(maxResults)

  return {
    accepted: () => accepted.inc(),
    changed: (change) => {
      const result = resultOf(change)
      if (result === null) return
      sends.inc({ result: bounded(result) })
      const { status, sendingAt } = change.before
      // What failed as unknown and is proven later says nothing of how fast WhatsApp is.
      if (result === 'sent' && status === 'sending' && sendingAt !== null) {
        acks.observe(Math.max(0, clock.now() - sendingAt) / 1_000)
      }
    },
  }
}

/** Says how a message came to an end with this change; null when it did not. */
const resultOf = ({ before, after }: MessageChange): string | null => {
  if (isProven[after.status]) return isProven[before.status] ? null : 'sent'
  if (after.status === 'failed') return after.errorCode ?? 'failed'
  if (after.status === 'cancelled' || after.status === 'expired') return after.status
  return null
}
