import { describe, expect, it } from 'vitest'
import { resumeAfter } from './resume-point.ts'

describe('reading on after an id', () => {
  it.each([
    ['goes on behind it', 20, { last: 30, oldest: 10 }, { start: 20, hasGap: false }],
    ['goes on at the end', 30, { last: 30, oldest: 10 }, { start: 30, hasGap: false }],
    ['misses nothing when the next one is the oldest', 9, { last: 30, oldest: 10 }, { start: 9, hasGap: false }],
    ['says that something may be gone before the oldest', 8, { last: 30, oldest: 10 }, { start: 9, hasGap: true }],
    ['does not know an id that was never given', 31, { last: 30, oldest: 10 }, { start: 30, hasGap: true }],
    ['gives all that is kept after 0', 0, { last: 30, oldest: 10 }, { start: 9, hasGap: false }],
    ['gives what comes when nothing is kept', 0, { last: 0, oldest: null }, { start: 0, hasGap: false }],
    ['misses nothing at the end of what is gone', 30, { last: 30, oldest: null }, { start: 30, hasGap: false }],
    ['knows nothing of an id when nothing is kept', 20, { last: 30, oldest: null }, { start: 30, hasGap: true }],
  ])('%s', (_name, after, kept, expected) => {
    expect(resumeAfter(after, kept)).toEqual(expected)
  })
})
