import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../clock.ts'
import { watchSilence } from './watchdogs.ts'

const keepAliveMs = 20_000

/** A line whose time is moved on by hand. */
const watchedLine = () => {
  const ws = new EventEmitter()
  let time = 0
  let timer: { readonly at: number; readonly callback: () => void } | null = null
  let silentAt: number | null = null
  const clock: Clock = {
    // The time of day may be set: it says nothing about silence.
    now: () => Date.UTC(1999, 0, 1),
    elapsed: () => time,
    after: (delayMs, callback) => {
      const own = { at: time + delayMs, callback }
      timer = own
      return () => {
        if (timer === own) timer = null
      }
    },
  }
  const stop = watchSilence({ ws }, { keepAliveMs, clock, onSilent: () => (silentAt = time) })

  /** Lets time pass, with every look at its time. */
  const goOn = (ms: number): void => {
    const until = time + ms
    while (timer !== null && timer.at <= until) {
      const due = timer
      timer = null
      time = Math.max(time, due.at)
      due.callback()
    }
    time = until
  }
  /** Lets time pass in which this thread does not run. */
  const sleep = (ms: number): void => {
    time += ms
    goOn(0)
  }
  return {
    goOn,
    sleep,
    stop,
    frame: () => ws.emit('frame'),
    silentAt: () => silentAt,
    isWatching: () => timer !== null,
  }
}

describe('a line without a byte', () => {
  it('is dead half a time after it should have given a sign of life, and a look later at the most', () => {
    const { goOn, silentAt, isWatching } = watchedLine()

    goOn(1.5 * keepAliveMs)
    expect(silentAt()).toBeNull()
    goOn(60_000)

    expect(silentAt()).toBe(1.5 * keepAliveMs + keepAliveMs / 8)
    expect(isWatching()).toBe(false)
  })

  it('lives for as long as frames arrive', () => {
    const { goOn, frame, silentAt } = watchedLine()

    for (let count = 0; count < 10; count += 1) {
      goOn(keepAliveMs)
      frame()
    }
    expect(silentAt()).toBeNull()
    goOn(60_000)

    expect((silentAt() ?? 0) - 10 * keepAliveMs).toBeLessThanOrEqual(1.5 * keepAliveMs + keepAliveMs / 8)
  })

  it('is given another look when this thread itself was away', () => {
    const { goOn, sleep, frame, silentAt } = watchedLine()

    sleep(3_600_000)
    expect(silentAt()).toBeNull()
    frame()
    goOn(keepAliveMs)

    expect(silentAt()).toBeNull()
  })

  it('is watched no more once it has ended', () => {
    const { goOn, stop, silentAt, isWatching } = watchedLine()

    stop()
    goOn(600_000)

    expect([silentAt(), isWatching()]).toEqual([null, false])
  })
})
