import { describe, expect, it } from 'vitest'
import type { KhabeerOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'
import type { Storage } from './storage/storage.ts'

// Only asked whether it is one; nothing here opens it.
const storage = { migrate: async () => undefined } as Storage

const refusal = (options: unknown): string => {
  try {
    resolveOptions(options as KhabeerOptions)
  } catch (error) {
    return String(error)
  }
  return 'accepted'
}

describe('resolveOptions', () => {
  it('fills in the documented defaults', () => {
    const resolved = resolveOptions({ storage })

    expect(resolved).toMatchObject({ pacing: { messages: 20, perMs: 60_000 }, defaultAccount: {}, whatsApp: {} })
    expect(resolved.onUnknown).toBe('resend')
    expect(resolved.retention).toEqual({ messagesDays: 90, bodiesDays: 30, eventsDays: 30, idempotencyHours: 24 })
    expect(resolved.media.allow).toEqual([])
    expect(resolved.apiKey).toBeUndefined()
  })

  it('keeps for ever what is given as 0', () => {
    const retention = { messagesDays: 0, bodiesDays: 0, eventsDays: 0, idempotencyHours: 0 }

    expect(resolveOptions({ storage, retention }).retention).toEqual(retention)
  })

  it('says everything that is wrong at once', () => {
    const words = refusal({ pacing: { messages: 0, perMs: 1 }, apiKey: 'short', media: { allow: ['nonsense'] } })

    for (const field of ['storage', 'pacing.messages', 'apiKey', 'media.allow.0']) expect(words).toContain(field)
  })

  it.each([
    ['another way with what is unknown', { storage, onUnknown: 'forget' }, "'resend' or 'fail'"],
    ['a misspelt option', { storage, whatsapp: {} }, 'whatsapp'],
    ['a misspelt part of one', { storage, whatsApp: { URL: 'ws://127.0.0.1' } }, 'URL'],
    ['a plan that is none', { storage, defaultAccount: { plan: { monthly: 1 } } }, 'monthly'],
    ['a root key of another length', { storage, whatsApp: { rootKey: new Uint8Array(31) } }, '32 bytes'],
    ['a client version that is none', { storage, whatsApp: { version: '2.3000.1' } }, 'three whole numbers'],
    ['a source of versions that is no function', { storage, whatsApp: { latestVersion: 'https://' } }, 'a function'],
    ['a line that is asked for a sign of life too often', { storage, whatsApp: { keepAliveMs: 10 } }, '1,000 ms'],
    ['a time zone that is none', { storage, defaultAccount: { timeZone: 'Cairo' } }, 'Africa/Cairo'],
    ['bodies that go before a phone can ask again', { storage, retention: { bodiesDays: 6 } }, 'at least 7 days, or 0'],
    ['messages that take such bodies along', { storage, retention: { messagesDays: 1 } }, 'messagesDays'],
    ['keys that go while they count', { storage, retention: { idempotencyHours: 23 } }, 'at least 24 hours'],
    ['a time that has passed', { storage, retention: { eventsDays: -1 } }, 'eventsDays'],
    ['no thread for the client', { storage, workers: 0 }, "role 'api'"],
    ['more threads than any machine has use for', { storage, workers: 65 }, 'at most 64'],
    ['a part of a day', { storage, retention: { eventsDays: 1.5 } }, 'whole number'],
  ])('refuses %s', (_name, options, words) => {
    expect(refusal(options)).toContain(words)
  })
})
