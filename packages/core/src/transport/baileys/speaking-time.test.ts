import { describe, expect, it } from 'vitest'
import { createSpeakingTime, maySpeak } from './speaking-time.ts'

const build = () => {
  let at = 0n
  const time = createSpeakingTime(() => at)
  return {
    time,
    goTo: (ms: number) => {
      at = BigInt(ms) * 1_000_000n
    },
    speaks: (generation: number) => maySpeak(time.memory, generation, () => at),
  }
}

describe('the time to speak', () => {
  it('has no end until one is set', () => {
    const { time, goTo, speaks } = build()
    goTo(10 ** 12)

    expect(speaks(time.generation())).toBe(true)
  })

  it('ends, unless it was prolonged in time', () => {
    const { time, goTo, speaks } = build()
    const own = time.generation()
    time.allow(100)
    goTo(99)
    time.allow(100)
    goTo(198)

    expect(speaks(own)).toBe(true)
    goTo(199)
    expect(speaks(own)).toBe(false)
  })

  it('stays over for those of before, and begins anew for those that come', () => {
    const { time, goTo, speaks } = build()
    const old = time.generation()
    time.allow(100)
    goTo(100)
    time.allow(100)

    expect(speaks(old)).toBe(false)
    expect(speaks(time.generation())).toBe(true)
  })
})
