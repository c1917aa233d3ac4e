import { describe, expect, it } from 'vitest'
import { TransportError } from '../../transport-error.ts'
import { toTransportError } from './client-error.ts'

const boom = (message: string, facts: { statusCode?: number; data?: unknown } = {}) =>
  Object.assign(new Error(message), { isBoom: true, output: { statusCode: facts.statusCode ?? 500 }, data: facts.data })

describe('toTransportError', () => {
  it.each([
    ['a bare close code', 1006, 'not_connected'],
    ['a closed line', boom('Connection Closed', { statusCode: 428 }), 'not_connected'],
    ['a timeout', boom('Timed Out', { statusCode: 408 }), 'timed_out'],
    ['an answer of 429', boom('rate-overlimit', { data: 429 }), 'rate_limited'],
    ['a failed upload', boom('Media upload failed on all hosts'), 'media_upload_failed'],
    ['an answer of 404', boom('item-not-found', { data: 404 }), 'failed'],
    ['anything else', new TypeError('x is not a function'), 'failed'],
  ])('%s', (_kind, error, code) => {
    expect(toTransportError(error, 'sending a message', false)).toMatchObject({
      code,
      retryable: true,
      mayHaveLeft: false,
    })
  })

  it('takes content that the client refuses for final, and an answer of 400 not', () => {
    expect(toTransportError(boom('Invalid media type', { statusCode: 400 }), 'building', false)).toMatchObject({
      code: 'rejected',
      retryable: false,
    })
    expect(toTransportError(boom('bad-request', { statusCode: 400, data: 400 }), 'building', false).retryable).toBe(
      true,
    )
  })

  it('keeps an error that is one already', () => {
    const error = new TransportError('rejected', 'No.', { retryable: false })

    expect(toTransportError(error, 'sending a message', true)).toBe(error)
  })

  it('says whether bytes may have left', () => {
    expect(toTransportError(new Error('commit failed'), 'sending a message', true).mayHaveLeft).toBe(true)
  })

  it('names nobody', () => {
    const { message } = toTransportError(
      new Error('no session for 491510000002@s.whatsapp.net'),
      'sending a message',
      false,
    )

    expect(message).not.toContain('491510000002')
  })
})
