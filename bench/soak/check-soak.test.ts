import { describe, expect, it } from 'vitest'
import { checkSoak, megabyte } from './check-soak.ts'
import type { SoakHistory } from './soak-history.ts'

const margin = { marginPercent: 10, marginMb: 1 }
const base = { host: 20 * megabyte, threads: 50 * megabyte, resident: 200 * megabyte }
const text = '1-201012000000-1'
const recipient = '201012000000'

const clean: SoakHistory = {
  posts: [{ text, recipient }],
  screened: [{ text, recipient, waMessageId: '3EB0' }],
  stored: [{ instanceId: 1, waMessageId: '3EB0', content: '{}', status: 'read', errorCode: null }],
  cuts: [2, 3],
  cutsWanted: 2,
  lineEnds: new Map(),
  memory: { base, end: { ...base, host: 22 * megabyte, resident: 900 * megabyte } },
  late: [],
  end: { code: 0, lingeredMs: 3, leftOver: [], lostThreads: 0, printed: '', logged: '' },
  durationMs: 1,
}

describe('the judge of a soak', () => {
  it('has nothing to say when all is as it should be', () => {
    expect(checkSoak(clean, margin)).toEqual([])
  })

  it.each([
    ['is lost', { screened: [] }, '1 messages are on no screen.'],
    [
      'came twice',
      { screened: [...clean.screened, { text, recipient, waMessageId: '3EB1' }] },
      '1 messages are on a screen more than once.',
    ],
    [
      'came to somebody else',
      { screened: [...clean.screened, { text, recipient: '201012000001', waMessageId: '3EB0' }] },
      '1 messages are on a screen where nobody sent them.',
    ],
    [
      'has no receipt',
      { stored: [{ instanceId: 1, waMessageId: '3EB0', content: '{}', status: 'sent', errorCode: null }] },
      '1 messages were accepted, and 0 are stored as read.',
    ],
  ])('sees a message that %s', (_name, change, problem) => {
    expect(checkSoak({ ...clean, ...change }, margin)).toEqual([problem])
  })

  it.each([
    ['a line that was not cut', { cuts: [2, 1] }, 'The lines of 1 numbers were cut less than 2 times.'],
    ['what did not come in time', { late: ['Nothing came.'] }, 'Nothing came.'],
    [
      "memory that is kept in the host's thread",
      { memory: { base, end: { ...base, host: 23 * megabyte } } },
      "The host's thread used 20.0 MB after the warm-up and 23.0 MB at the end.",
    ],
    [
      'memory that is kept in another thread',
      { memory: { base, end: { ...base, threads: 56 * megabyte } } },
      'The other threads used 50.0 MB after the warm-up and 56.0 MB at the end.',
    ],
    ['a crash', { end: { ...clean.end, code: 1 } }, 'The process ended with 1.'],
  ])('sees %s', (_name, change, problem) => {
    expect(checkSoak({ ...clean, ...change }, margin)).toEqual([problem])
  })
})
