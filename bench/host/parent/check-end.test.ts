import { describe, expect, it } from 'vitest'
import { checkEnd } from './check-end.ts'

const clean = { code: 0, lingeredMs: 3, leftOver: [], lostThreads: 0, printed: '', logged: '' }

describe('the end of a host', () => {
  it('is good with 0, nothing open and nothing printed', () => {
    expect(checkEnd(clean)).toEqual([])
  })

  it.each([
    ['a crash', { code: 1 }, 'The process ended with 1.'],
    ['a process that had to be killed', { code: null }, 'The process did not end by itself.'],
    ['a timer', { leftOver: ['1 Timeout'] }, 'Left open after stop(): 1 Timeout.'],
    ['a thread that died', { lostThreads: 2 }, '2 threads ended that nobody had stopped.'],
    ['a line on the console', { printed: 'Closing session' }, 'It printed: Closing session'],
  ])('is not with %s', (_name, change, problem) => {
    expect(checkEnd({ ...clean, ...change })).toEqual([problem])
  })
})
