import { describe, expect, it } from 'vitest'
import { lookAtOpenThings, toLeftOver } from './open-things.ts'

describe('what a process holds open', () => {
  it('is nothing more when nothing was added', () => {
    expect(toLeftOver(lookAtOpenThings(1), lookAtOpenThings(1))).toEqual([])
  })

  it('shows a timer, a listener and a thread that stayed', () => {
    const before = lookAtOpenThings(0)
    const timer = setTimeout(() => undefined, 60_000)
    const listen = () => undefined
    process.on('SIGUSR2', listen)

    const leftOver = toLeftOver(before, lookAtOpenThings(1))

    clearTimeout(timer)
    process.off('SIGUSR2', listen)
    expect(leftOver).toEqual(expect.arrayContaining(['1 Timeout', '1 SIGUSR2 listener of the process', '1 thread']))
  })

  it('does not count what went away meanwhile', () => {
    const before = { resources: { Timeout: 2 }, listeners: { exit: 1 }, threads: 1 }

    expect(toLeftOver(before, { resources: {}, listeners: {}, threads: 0 })).toEqual([])
  })
})
