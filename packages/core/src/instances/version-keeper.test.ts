import { describe, expect, it } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { WhatsAppVersion } from '../transport/transport.ts'
import { createVersionKeeper } from './version-keeper.ts'

const build = (latestVersion?: () => Promise<WhatsAppVersion>, version?: WhatsAppVersion) => {
  let now = 0
  const timers = new Set<() => void>()
  const clock = {
    now: () => now,
    elapsed: () => now,
    after: (_delayMs: number, callback: () => void) => {
      timers.add(callback)
      return () => timers.delete(callback)
    },
  }
  const keeper = createVersionKeeper({ version, latestVersion }, { clock, logger: silentLogger() })
  return {
    keeper,
    goOn: (ms: number) => {
      now += ms
    },
    ring: () => {
      for (const timer of [...timers]) timer()
    },
    timers,
  }
}

const refused: WhatsAppVersion = [2, 3000, 10]

describe('the version keeper', () => {
  it('has what the host set, and nothing later without a source', async () => {
    const { keeper } = build(undefined, refused)

    expect(await keeper.replace(refused)).toBe(false)
    expect(keeper.current).toBe(refused)
  })

  it('follows the source upward, and asks it once for numbers that are refused together', async () => {
    let asked = 0
    const { keeper, timers } = build(async () => {
      asked += 1
      return [2, 3000, 11]
    })

    expect(await Promise.all([keeper.replace(refused), keeper.replace(refused)])).toEqual([true, true])
    expect(keeper.current).toEqual([2, 3000, 11])
    expect(await keeper.replace(refused)).toBe(true)
    expect(asked).toBe(1)
    expect(timers.size).toBe(0)
  })

  it.each([
    ['the same', [2, 3000, 10]],
    ['an earlier one', [2, 3000, 9]],
  ] as const)('does not take %s', async (_, version) => {
    const { keeper } = build(async () => version)

    expect(await keeper.replace(refused)).toBe(false)
    expect(keeper.current).toBeUndefined()
  })

  it('asks again after a minute, and not before', async () => {
    let asked = 0
    const { keeper, goOn } = build(async () => {
      asked += 1
      return [2, 3000, 9 + asked]
    })

    expect(await keeper.replace(refused)).toBe(false)
    goOn(60_000)
    expect(await keeper.replace(refused)).toBe(false)
    expect(asked).toBe(1)
    goOn(1)
    expect(await keeper.replace(refused)).toBe(true)
  })

  it('waits no longer once it is closed', async () => {
    const { keeper, timers } = build(() => new Promise(() => undefined))
    const asked = keeper.replace(refused)

    keeper.close()

    expect(await asked).toBe(false)
    expect(timers.size).toBe(0)
  })

  it('outlives a source that fails, or answers something else, or never', async () => {
    const failing = build(() => Promise.reject(new Error('no network')))
    // A host without types may answer anything.
    const wrong = build(async () => '2.3000.11' as unknown as WhatsAppVersion)
    const never = build(() => new Promise(() => undefined))

    expect(await failing.keeper.replace(refused)).toBe(false)
    expect(await wrong.keeper.replace(refused)).toBe(false)
    const late = never.keeper.replace(refused)
    never.ring()
    expect(await late).toBe(false)
  })
})
