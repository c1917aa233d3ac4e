import { describe, expect, it } from 'vitest'
import type { ChaosHistory } from './chaos-history.ts'
import { checkChaos } from './check-chaos.ts'

const limits = { gapMs: 1_000, isDocumented: (code: string) => code === 'send_failed' || code === 'outcome_unknown' }
const row = {
  instanceId: 1,
  waMessageId: '3EB0',
  content: '{"text":"kh-private-1"}',
  status: 'delivered',
  errorCode: null,
}
const screen = { text: 'kh-private-1', waMessageId: '3EB0', recipient: '201012000001' }

const clean: ChaosHistory = {
  posted: [{ id: 1, outcome: 'accepted' }],
  stored: [row],
  screened: [screen],
  timesWritten: () => 1,
  absent: [],
  restarts: new Map(),
  standings: [],
  struck: { 'network cut': 6, 'sandbox mute': 4 },
  expected: ['network cut', 'sandbox mute'],
  wanted: 10,
  lineEnds: new Map(),
  probes: { answers: 100, failures: 0, longestGapMs: 200 },
  captured: [{ name: 'the log', text: '{}' }],
  secrets: { numbers: ['201012000001'], apiKey: 'a1b2c3d4e5f6a7b8', qrTexts: [] },
  end: { code: 0, lingeredMs: 3, leftOver: [], lostThreads: 0, printed: '', logged: '' },
  durationMs: 1,
}
const failed = (errorCode: string) => ({ ...row, status: 'failed', errorCode })

describe('the judge of chaos', () => {
  it('has nothing to say when all is as it should be', () => {
    expect(checkChaos(clean, limits)).toEqual([])
  })

  it.each([
    ['delivered', { posted: [{ id: 1, outcome: 'unknown' }] }],
    ['failed and nowhere to be seen', { stored: [failed('send_failed')], screened: [] }],
    ['unknown, and arrived', { stored: [failed('outcome_unknown')] }],
    [
      'refused at the second writing, and arrived at the first',
      { stored: [failed('send_failed')], timesWritten: () => 2 },
    ],
  ] as const)('lets a message be %s', (_name, change) => {
    expect(checkChaos({ ...clean, ...change }, limits)).toEqual([])
  })

  it.each([
    ['was accepted and is lost', { stored: [], screened: [] }, 'were accepted and are not stored'],
    ['was refused and stored', { posted: [{ id: 1, outcome: 'refused' }] }, 'were refused and are stored'],
    ['hangs', { stored: [{ ...row, status: 'sending' }] }, 'have come to no end'],
    ['was never shown', { screened: [] }, 'are stored as sent and on no screen'],
    ['failed and arrived', { stored: [failed('send_failed')] }, 'are stored as failed for certain and on a screen'],
    [
      'failed without a reason',
      { stored: [failed('surprise')], screened: [] },
      'failed with a code that is not documented',
    ],
    ['came twice', { screened: [screen, { ...screen, waMessageId: '3EB1' }] }, 'are on a screen twice'],
    [
      'came from nowhere',
      { screened: [screen, { ...screen, text: 'hello' }] },
      'are on a screen and were never posted',
    ],
  ] as const)('sees a message that %s', (_name, change, problem) => {
    expect(checkChaos({ ...clean, ...change }, limits)).toEqual([`1 messages ${problem}.`])
  })

  it.each([
    ['fewer faults than wanted', { wanted: 11 }, '10 faults struck, and 11 had to.'],
    ['a kind of fault that never struck', { struck: { 'network cut': 10 } }, 'Never struck: sandbox mute.'],
    ['a host that failed', { probes: { ...clean.probes, failures: 1 } }, "The host's own route failed 1 times."],
    [
      'a host that was silent',
      { probes: { ...clean.probes, longestGapMs: 1_001 } },
      'The host did not answer for 1001 ms.',
    ],
    ['a number that stays away', { absent: [4] }, 'Not back on the line: instances 4.'],
    ['a leak', { captured: [{ name: 'the log', text: '201012000001' }] }, 'There is a phone number in the log.'],
    ['a crash', { end: { ...clean.end, code: 1 } }, 'The process ended with 1.'],
  ])('sees %s', (_name, change, problem) => {
    expect(checkChaos({ ...clean, ...change }, limits)).toEqual([problem])
  })
})
