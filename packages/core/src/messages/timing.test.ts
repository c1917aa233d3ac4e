import { describe, expect, it } from 'vitest'
import { readTiming, resolveTiming } from './timing.ts'

const at = Date.UTC(2026, 10, 23, 12)
const problemsOf = (fields: Readonly<Record<string, unknown>>) => {
  const outcome = readTiming(fields)
  return outcome.ok ? [] : outcome.problems.map(({ field, problem }) => `${field} ${problem}`)
}

describe('when a message is to go', () => {
  it('is read from code and over HTTP alike', () => {
    const code = readTiming({ sendAt: new Date(at), ttlSeconds: 60, priority: 'high' })
    const http = readTiming({ send_at: '2026-11-23T14:00:00+02:00', ttl_seconds: 60, priority: 'high' })

    expect(code).toEqual({ ok: true, timing: { priority: 'high', sendAt: at, expiresAt: undefined, ttlSeconds: 60 } })
    expect(http).toEqual(code)
  })

  it('is nothing where nothing or null is given', () => {
    expect(readTiming({ send_at: null, expires_at: null, ttl_seconds: null, priority: null })).toEqual({
      ok: true,
      timing: {},
    })
  })

  it.each([
    [{ send_at: '2026-11-23T14:00:00' }, 'send_at must be a time in ISO 8601 with its offset'],
    [{ expires_at: 'tomorrow' }, 'expires_at must be a time'],
    [{ expires_at: 1_764_000_000 }, 'expires_at must be a time'],
    [{ send_at: '2026-13-45T14:00:00Z' }, 'send_at must be a time'],
    [{ sendAt: new Date(Number.NaN) }, 'sendAt must be a time'],
    [{ ttl_seconds: 0 }, 'ttl_seconds must be a whole number of seconds'],
    [{ ttl_seconds: '60' }, 'ttl_seconds must be a whole number of seconds'],
    [{ priority: 'urgent' }, 'priority must be one of high, normal, low'],
    [{ expires_at: '2026-11-23T14:00:00Z', ttl_seconds: 5 }, 'ttl_seconds cannot stand beside expires_at'],
    [{ send_at: '2026-11-23T14:00:00Z', expires_at: '2026-11-23T14:00:00Z' }, 'expires_at must be later than send_at'],
  ])('is refused with what to write instead: %j', (fields, words) => {
    expect(problemsOf(fields)).toEqual([expect.stringContaining(words)])
  })

  it('is now when its time is past', () => {
    expect(resolveTiming({ sendAt: at }, at, 'low')).toEqual({
      priority: 'low',
      sendAt: undefined,
      expiresAt: undefined,
    })
    expect(resolveTiming({ sendAt: at + 1 }, at, 'low').sendAt).toBe(at + 1)
  })

  it('lives from when it may go', () => {
    expect(resolveTiming({ ttlSeconds: 5 }, at, 'normal').expiresAt).toBe(at + 5_000)
    expect(resolveTiming({ ttlSeconds: 5, sendAt: at + 9 }, at, 'normal').expiresAt).toBe(at + 5_009)
    expect(resolveTiming({ ttlSeconds: 5, sendAt: at - 9 }, at, 'normal').expiresAt).toBe(at + 5_000)
  })
})
