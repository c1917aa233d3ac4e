import { describe, expect, it } from 'vitest'
import { disconnects } from '../transport/disconnects.ts'
import type { CloseHistory } from './reconnect-policy.ts'
import { disconnectAfter, isSteady, reconnectDelayMs } from './reconnect-policy.ts'

const calm: CloseHistory = { failures: 1, failingForMs: 0, isFirstLogin: false, replacements: 0 }
const dayMs = 86_400_000

describe('disconnects', () => {
  it('drop credentials only when WhatsApp says that the number was unlinked', () => {
    const unlinking = Object.entries(disconnects).filter(([, row]) => row.unlinks)

    expect(unlinking.map(([name]) => name)).toEqual(['unlinked'])
  })
})

describe('disconnectAfter', () => {
  it('takes the word that the number was unlinked, but not at the first login after linking', () => {
    expect(disconnectAfter('logged_out', calm)).toBe(disconnects.unlinked)
    expect(disconnectAfter('logged_out', { ...calm, isFirstLogin: true })).toBe(disconnects.unlinked_after_linking)
  })

  it('stops coming back to a link that somebody else uses', () => {
    expect(disconnectAfter('replaced', { ...calm, replacements: 2 })).toBe(disconnects.replaced)
    expect(disconnectAfter('replaced', { ...calm, replacements: 3 })).toBe(disconnects.replaced_repeatedly)
  })

  it('gives up after three days of failures, and never on what has a time of its own', () => {
    const long = { ...calm, failingForMs: 3 * dayMs }

    expect(disconnectAfter('connection_lost', { ...long, failingForMs: 3 * dayMs - 1 })).toBe(disconnects.line_closed)
    expect(disconnectAfter('connection_lost', long)).toBe(disconnects.unreachable)
    expect(disconnectAfter('timed_out', long)).toBe(disconnects.unreachable)
    expect(disconnectAfter('temporarily_banned', long)).toBe(disconnects.temporarily_banned)
    expect(disconnectAfter('restart_required', long)).toBe(disconnects.restart_required)
  })
})

describe('reconnectDelayMs', () => {
  it('never waits less than a second nor more than five minutes', () => {
    const delays = Array.from({ length: 60 }, (_, failures) => [
      reconnectDelayMs('backoff', { failures, random: 0 }),
      reconnectDelayMs('backoff', { failures, random: 1 }),
    ]).flat()

    expect(Math.min(...delays.map(Number))).toBe(1_000)
    expect(Math.max(...delays.map(Number))).toBe(300_000)
  })

  it('leaves a number that logged in elsewhere alone for a minute', () => {
    expect(reconnectDelayMs('later', { failures: 1, random: 0 })).toBe(60_000)
  })

  it('waits for the end of a ban, or an hour when that is not said', () => {
    expect(reconnectDelayMs('when_allowed', { failures: 1, random: 0, retryAfterMs: 600_000 })).toBe(600_000)
    expect(reconnectDelayMs('when_allowed', { failures: 1, random: 0 })).toBe(3_600_000)
  })

  it('reconnects at once after linking and never where nothing can help', () => {
    expect(reconnectDelayMs('at_once', { failures: 9, random: 0.5 })).toBe(0)
    expect(reconnectDelayMs('never', { failures: 1, random: 0.5 })).toBeNull()
    expect(reconnectDelayMs('newer_version', { failures: 1, random: 0.5 })).toBeNull()
  })
})

describe('isSteady', () => {
  it('is a line that was open for a minute', () => {
    expect([null, 59_999, 60_000].map(isSteady)).toEqual([false, false, true])
  })
})
