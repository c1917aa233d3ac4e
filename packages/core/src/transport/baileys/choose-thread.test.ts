import { describe, expect, it } from 'vitest'
import { chooseThread } from './choose-thread.ts'

const size = { threads: 2, linesEach: 50 }

describe('the thread of a new line', () => {
  it.each([
    ['is started for the first', [], null, 0],
    ['is the one there is, until it is full', [49], null, 0],
    ['is another one once all are full', [50], null, 1],
    ['is the one with the fewest lines once there are as many as may be', [60, 55], null, 1],
    ['is the one that remembers the instance', [30, 10], 0, 0],
    ['is not that one when it has far more to do', [35, 10], 0, 1],
    ['is not that one when another can be started', [50], 0, 1],
  ])('%s', (_name, lines, home, chosen) => {
    expect(chooseThread(lines, home, size)).toBe(chosen)
  })

  it('is a new one for each instance at first where a number of threads was asked for', () => {
    const asked = { threads: 3, linesEach: 1 }

    expect([[], [1], [1, 1], [1, 1, 1]].map((lines) => chooseThread(lines, null, asked))).toEqual([0, 1, 2, 0])
  })
})
