import { describe, expect, it } from 'vitest'
import { failuresAfterClose, linkedClosePolicy, reconnectDelayMs } from './reconnect-policy.ts'

describe('linkedClosePolicy', () => {
  it('drops credentials only when WhatsApp says that the number was unlinked', () => {
    const unlinking = Object.entries(linkedClosePolicy).filter(([, policy]) => policy.unlinks)

    expect(unlinking.map(([reason]) => reason)).toEqual(['logged_out'])
  })

  it.each([
    ['restart_required', 'connecting', 'at_once'],
    ['logged_out', 'logged_out', 'never'],
    ['replaced', 'disconnected', 'later'],
    ['connection_lost', 'disconnected', 'backoff'],
    ['timed_out', 'disconnected', 'backoff'],
    ['forbidden', 'failed', 'never'],
    ['client_outdated', 'failed', 'never'],
    ['credentials_unreadable', 'failed', 'never'],
  ] as const)('%s leads to %s and reconnects %s', (reason, status, reconnect) => {
    expect(linkedClosePolicy[reason]).toMatchObject({ status, reconnect })
  })
})

describe('reconnectDelayMs', () => {
  it('never waits less than a second nor more than five minutes', () => {
    const delays = Array.from({ length: 60 }, (_, failures) => [
      reconnectDelayMs('backoff', failures, 0),
      reconnectDelayMs('backoff', failures, 1),
    ]).flat()

    expect(Math.min(...delays.map(Number))).toBe(1_000)
    expect(Math.max(...delays.map(Number))).toBe(300_000)
  })

  it('leaves a number that logged in elsewhere alone for a minute', () => {
    expect(reconnectDelayMs('later', 1, 0)).toBe(60_000)
  })

  it('reconnects at once after linking and never where nothing can help', () => {
    expect(reconnectDelayMs('at_once', 9, 0.5)).toBe(0)
    expect(reconnectDelayMs('never', 1, 0.5)).toBeNull()
  })
})

describe('failuresAfterClose', () => {
  it('begins anew only after a minute open', () => {
    expect(failuresAfterClose(4, 60_000)).toBe(1)
    expect(failuresAfterClose(4, 59_999)).toBe(5)
    expect(failuresAfterClose(4, null)).toBe(5)
  })
})
