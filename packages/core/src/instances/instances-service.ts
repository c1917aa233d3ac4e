import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope, InstanceQr } from '../facade.ts'
import { readRecipient } from '../messages/recipient.ts'
import { pause } from '../queue/waiting.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Signal } from '../storage/signals.ts'
import type { Storage } from '../storage/storage.ts'
import { toInstance } from './instance.ts'

/** How long a call waits for the first QR code. */
const firstQrMs = 5_000
/** How long a call waits for a pairing code: connecting, one round trip, and some patience. */
const pairingCodeMs = 30_000
/** How often a waiting call looks by itself: the owner may live in another process. */
const slowPollMs = 500

/** How many messages are withdrawn in one transaction. */
const clearBatch = 100

type InstancesService = AccountScope['instances']

/** Builds the calls on one account's instances. HTTP and code read nothing but the row. */
export const createInstancesService = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly accountId: number
  readonly onMessageChange: (change: MessageChange) => void
}): InstancesService => {
  const { storage, clock, accountId, onMessageChange } = input

  /** Waits until the row is as wanted, the time is over, or the instance is gone; gives the latest row. */
  const waitFor = async (
    id: number,
    isWanted: (row: InstanceRecord) => boolean,
    options: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<InstanceRecord> => {
    const deadline = clock.now() + options.waitMs
    while (true) {
      const changed = new AbortController()
      const unsubscribe = storage.signals.subscribe((signal) => {
        if (concerns(signal, id)) changed.abort()
      })
      try {
        const row = existing(await storage.instances.get(accountId, id), id)
        const leftMs = deadline - clock.now()
        if (isWanted(row) || leftMs <= 0 || options.signal.aborted) return row
        await pause(clock, Math.min(slowPollMs, leftMs), changed.signal, options.signal)
      } finally {
        unsubscribe()
      }
    }
  }

  return {
    create: async ({ name }) => {
      const outcome = await storage.instances.create({ accountId, name: readName(name), at: clock.now() })
      switch (outcome.kind) {
        case 'created':
          return toInstance(outcome.instance)
        case 'limit_reached':
          throw new KhabeerError(
            'instance_limit_reached',
            `The plan allows ${outcome.limit} instances and they all exist. Delete one first, or ask for a larger plan.`,
            { details: { limit: outcome.limit } },
          )
        case 'account_disabled':
          throw new KhabeerError(
            'account_disabled',
            'The account is disabled. Ask whoever runs this server to enable it.',
          )
        case 'account_not_found':
          throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      }
    },

    list: async () => (await storage.instances.list(accountId)).map(toInstance),

    get: async (id) => toInstance(existing(await storage.instances.get(accountId, id), id)),

    qr: async (id, options = {}) => {
      const asked = existing(await storage.instances.requestQr(accountId, id, clock.now()), id)
      const isSettled = (row: InstanceRecord) => row.isLinked || showsQr(row, clock.now()) || endedSince(row, asked)
      const row = await waitFor(id, isSettled, {
        waitMs: options.waitMs ?? firstQrMs,
        signal: options.signal ?? new AbortController().signal,
      })
      return toInstanceQr(row, clock.now())
    },

    pairingCode: async (id, { phone }) => {
      const read = readRecipient(phone)
      if (!read.ok) throw new KhabeerError('invalid_recipient', `phone: ${read.problem}`)
      const current = existing(await storage.instances.get(accountId, id), id)
      if (current.isLinked) {
        throw new KhabeerError('already_linked', `Instance ${id} is linked already. Delete it, or create another one.`)
      }
      existing(await storage.instances.requestPairingCode(accountId, id, { phone: read.digits, at: clock.now() }), id)
      const isAnswered = (row: InstanceRecord) => row.pairingCode !== null || row.pairingPhone === null || row.isLinked
      const row = await waitFor(id, isAnswered, { waitMs: pairingCodeMs, signal: new AbortController().signal })
      if (row.pairingCode !== null) return { code: row.pairingCode }
      throw new KhabeerError(
        'pairing_failed',
        'WhatsApp gave no pairing code. Check the number and try again in a minute.',
        {
          retryAt: clock.now() + 60_000,
        },
      )
    },

    pause: async (id) => toInstance(existing(await storage.instances.pause(accountId, id, clock.now()), id)),

    resume: async (id) => {
      const row = existing(await storage.instances.resume(accountId, id), id)
      // A number that gave up is tried again, as it is when somebody asks for its code.
      if (row.isLinked && row.status === 'failed') await storage.instances.requestQr(accountId, id, clock.now())
      return toInstance(row)
    },

    clearQueue: async (id) => {
      const at = clock.now()
      let cancelled = 0
      while (true) {
        const batch = existing(await storage.messages.clear(accountId, id, { at, limit: clearBatch }), id)
        batch.changes.forEach(onMessageChange)
        cancelled += batch.changes.length
        if (batch.isDone) return { cancelled }
      }
    },

    delete: async (id) => {
      const deleted = existing(await storage.instances.delete(accountId, id, clock.now()), id)
      deleted.changes.forEach(onMessageChange)
    },
  }
}

const existing = <Found>(found: Found | null, id: number): Found => {
  if (found === null)
    throw new KhabeerError(
      'instance_not_found',
      `There is no instance ${id} in this account. List its instances to see their ids.`,
    )
  return found
}

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !/\0|\p{Surrogate}/u.test(name))

const readName = (name: unknown): string => {
  const read = nameSchema.safeParse(name)
  if (read.success) return read.data
  throw fieldError('name', 'must be a text of 1 to 100 characters, e.g. "Main Store Number".')
}

const concerns = (signal: Signal, id: number): boolean =>
  signal.kind === 'elsewhere' || (signal.kind === 'instances' && signal.instanceId === id)

const showsQr = (row: InstanceRecord, now: number): boolean =>
  row.qr !== null && row.qrExpiresAt !== null && row.qrExpiresAt > now

/** A round that ended before the request is history; one that ended after it is the answer. */
const endedSince = (row: InstanceRecord, asked: InstanceRecord): boolean =>
  row.status === 'failed' && (asked.status !== 'failed' || row.statusChangedAt > asked.statusChangedAt)

const toInstanceQr = (row: InstanceRecord, now: number): InstanceQr => {
  const isShown = !row.isLinked && showsQr(row, now)
  return {
    status: row.status,
    statusReason: row.statusReason,
    phone: row.phone,
    qr: isShown ? row.qr : null,
    expiresAt: isShown && row.qrExpiresAt !== null ? new Date(row.qrExpiresAt) : null,
  }
}
