import { randomUUID } from 'node:crypto'
import type { Signal, Signals } from '@khabeer/core/sql'
import type { Connections } from './connections.ts'
import type { Listener } from './listener.ts'
import { createListener } from './listener.ts'
import { fromPayload, toPayload } from './signal-payload.ts'

/** How often everybody looks by themselves: behind a proven listener, and without one. */
const slowPollMs = 10_000
const pollMs = 1_000

/** How far notices stand apart: each is a transaction, and under load one for each group of accepts costs them a quarter. */
const noticeGapMs = 10

/** How long changed statuses wait for each other before others are told: a notice for each would cost more than they do. */
const eventsGapMs = 100

const changedStatuses: Signal = { kind: 'events' }

/** Nothing is stored with a notice, so its commit waits for no disk. */
const noticeText = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)"

/** Signals within this process, to others, and from them. */
export interface PostgresSignals extends Signals {
  /** Begins to hear other processes, those that use the same schema. */
  open(schema: string): void
  publish(signal: Signal): void
  close(): Promise<void>
}

/** Gives the channel that the processes of a schema share. */
export const channelOf = (schema: string): string => `khabeer_${schema}`.slice(0, 63)

/** Builds the signals. Notices go out together, after the commits they speak of, and never in their transactions. */
export const createPostgresSignals = (
  connections: Connections,
  options: { readonly listen: boolean },
): PostgresSignals => {
  const listeners = new Set<(signal: Signal) => void>()
  // Whoever hears its own notice has been told already.
  const sender = randomUUID()
  const unsent = new Map<string, Signal>()
  let channel: string | undefined
  let sending: Promise<void> | undefined
  let listener: Listener | undefined
  let timer: NodeJS.Timeout | undefined
  let eventsTimer: NodeJS.Timeout | undefined
  let isClosed = false

  const tell = (signal: Signal): void => {
    for (const each of listeners) each(signal)
  }

  const hear = (payload: string): void => {
    const { sender: from, signals } = fromPayload(payload)
    if (from !== sender) signals.forEach(tell)
  }

  const poll = (): void => {
    clearInterval(timer)
    if (isClosed) return
    // Whatever was said while nobody listened is made up for.
    tell({ kind: 'elsewhere' })
    timer = setInterval(() => tell({ kind: 'elsewhere' }), listener?.isProven() === true ? slowPollMs : pollMs)
    timer.unref()
  }

  const sendAll = async (to: string): Promise<void> => {
    // What was committed together is told together, and whoever waits to be accepted goes first.
    await new Promise(setImmediate)
    while (unsent.size > 0 && !isClosed) {
      const payload = toPayload(sender, [...unsent.values()])
      unsent.clear()
      try {
        await connections.use((client) => client.query(noticeText, [to, payload]))
      } catch {
        // A notice only makes waking fast: everybody looks by themselves as well.
      }
      await new Promise((resolve) => setTimeout(resolve, noticeGapMs))
    }
    sending = undefined
  }

  const sendSoon = (signal: Signal, to: string): void => {
    unsent.set(JSON.stringify(signal), signal)
    sending ??= sendAll(to)
  }

  const sendEvents = (to: string): void => {
    clearTimeout(eventsTimer)
    eventsTimer = undefined
    sendSoon(changedStatuses, to)
  }

  const sendEventsLater = (to: string): void => {
    eventsTimer ??= setTimeout(() => sendEvents(to), eventsGapMs)
    eventsTimer.unref()
  }

  return {
    open: (schema) => {
      channel = channelOf(schema)
      if (options.listen) listener = createListener({ connections, channel, onPayload: hear, onChange: poll })
      poll()
    },
    publish: (signal) => {
      tell(signal)
      if (channel === undefined || isClosed) return
      if (signal.kind === 'events') sendEventsLater(channel)
      else sendSoon(signal, channel)
    },
    subscribe: (each) => {
      // A listener of its own, so that subscribing the same function twice means two subscriptions.
      const own = (signal: Signal): void => each(signal)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    close: async () => {
      // What was handed over, enqueued or changed last must still wake somebody.
      if (channel !== undefined && eventsTimer !== undefined) sendEvents(channel)
      await sending
      isClosed = true
      clearTimeout(eventsTimer)
      clearInterval(timer)
      await listener?.close()
      listeners.clear()
    },
  }
}
