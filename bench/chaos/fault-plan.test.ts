import { describe, expect, it } from 'vitest'
import { createRandom } from '../play/seeded-random.ts'
import { createFaultPlan, nameOfFault, namesOfFaults } from './fault-plan.ts'

const chosen = (seed: number, count: number, { isPostgres = false, isQuick = false } = {}) => {
  const choose = createFaultPlan(createRandom(seed), { isPostgres, isQuick })
  return Array.from({ length: count }, choose)
}

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(chosen(7, 200)).toEqual(chosen(7, 200))
    expect(chosen(7, 200)).not.toEqual(chosen(8, 200))
  })

  it('has something go wrong everywhere', () => {
    const places = new Set(chosen(7, 2_000, { isPostgres: true }).map(({ at }) => at))

    expect([...places].toSorted()).toEqual(['database', 'files', 'host', 'line', 'network', 'sandbox'])
  })

  it.each([
    { isPostgres: false, isQuick: false },
    { isPostgres: true, isQuick: false },
    { isPostgres: true, isQuick: true },
  ])('has every kind strike in a round of any seed: %j', (options) => {
    const kinds = namesOfFaults(options)
    expect(kinds.includes('sandbox mute')).toBe(!options.isQuick)
    expect(kinds.includes('line silence')).toBe(!options.isQuick)

    for (let seed = 0; seed < 20; seed += 1) {
      const names = new Set(chosen(seed, 2 * kinds.length, options).map(nameOfFault))
      expect([...names].toSorted()).toEqual(kinds.toSorted())
    }
  })

  it('ends no connection of a database that has none', () => {
    expect(chosen(7, 2_000).some(({ at }) => at === 'database')).toBe(false)
  })

  it('leaves out what takes the client long to notice when it has to be quick', () => {
    const mutes = (isQuick: boolean) =>
      chosen(7, 2_000, { isQuick }).filter(({ at, ...rest }) => JSON.stringify(rest).includes('"mute"')).length

    expect(mutes(false)).toBeGreaterThan(0)
    expect(mutes(true)).toBe(0)
  })
})
