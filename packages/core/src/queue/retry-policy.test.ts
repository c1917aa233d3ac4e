import { describe, expect, it } from 'vitest'
import { MediaFetchError } from '../media/media-fetch-error.ts'
import { TransportError } from '../transport/transport-error.ts'
import { knownLookup } from './lookup-cache.ts'
import {
  afterPrepareFailure,
  isTroubleOfLine,
  maxAttempts,
  maxUnanswered,
  mayResend,
  resendWindowMs,
  retryDelayMs,
} from './retry-policy.ts'

describe('afterPrepareFailure', () => {
  it('tries again while the failure may pass, and no oftener than the policy says', () => {
    const lost = new TransportError('media_upload_failed', 'No host.', { retryable: true })

    expect(afterPrepareFailure(lost, 1, 0)).toEqual({ kind: 'retry', delayMs: 1_000 })
    expect(afterPrepareFailure(lost, maxAttempts, 0)).toEqual({
      kind: 'fail',
      code: 'media_upload_failed',
      error: 'No host.',
    })
  })

  it('ends at once what cannot pass', () => {
    expect(afterPrepareFailure(new MediaFetchError('wrong_type'), 1, 0)).toMatchObject({
      kind: 'fail',
      code: 'media_fetch_failed',
    })
    const refused = new TransportError('media_upload_failed', 'Refused.', { retryable: false })
    expect(afterPrepareFailure(refused, 1, 0)).toEqual({ kind: 'fail', code: 'media_upload_failed', error: 'Refused.' })
  })

  it('says nothing of an error it does not know', () => {
    const outcome = afterPrepareFailure(new Error('secret'), 1, 0)

    expect(outcome).toEqual({ kind: 'fail', code: 'send_failed', error: 'The message could not be built.' })
  })
})

describe('isTroubleOfLine', () => {
  it.each([
    ['not_connected', true],
    ['rate_limited', true],
    ['timed_out', true],
    ['media_upload_failed', false],
    ['rejected', false],
    ['failed', false],
  ] as const)('%s: %s', (code, expected) => {
    expect(isTroubleOfLine(new TransportError(code, 'words', { retryable: true }))).toBe(expected)
  })

  it('knows nothing of other errors', () => {
    expect(isTroubleOfLine(new Error('not_connected'))).toBe(false)
  })
})

describe('retryDelayMs', () => {
  it('doubles up to five minutes', () => {
    expect([1, 2, 3, 20].map((attempts) => retryDelayMs(attempts, 1))).toEqual([2_000, 4_000, 8_000, 300_000])
  })
})

describe('mayResend', () => {
  it('ends with the writes that got no word, and with the day', () => {
    expect(mayResend({ unanswered: 1, sendingAt: 0 }, resendWindowMs - 1)).toBe(true)
    expect(mayResend({ unanswered: 1, sendingAt: 0 }, resendWindowMs)).toBe(false)
    expect(mayResend({ unanswered: maxUnanswered, sendingAt: 0 }, 1)).toBe(false)
  })
})

describe('knownLookup', () => {
  const day = 86_400_000
  const row = {
    instanceId: 1,
    recipient: '201001234567',
    firstSentAt: null,
    lastSentAt: null,
    lastInboundAt: null,
    waNumber: null,
  }
  const found = { ...row, lookup: 'found', address: 'a', lookedUpAt: 0 } as const
  const missing = { ...row, lookup: 'missing', address: null, lookedUpAt: 0 } as const

  it('keeps a found number for 30 days and a missing one for a day', () => {
    expect(knownLookup(found, 30 * day - 1)).toEqual({ kind: 'found', address: 'a' })
    expect(knownLookup(found, 30 * day)).toEqual({ kind: 'unknown' })
    expect(knownLookup(missing, day - 1)).toEqual({ kind: 'missing' })
    expect(knownLookup(missing, day)).toEqual({ kind: 'unknown' })
    expect(knownLookup(null, 0)).toEqual({ kind: 'unknown' })
  })
})
