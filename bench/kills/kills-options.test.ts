import { describe, expect, it } from 'vitest'
import { killsHelp, readKillsOptions } from './kills-options.ts'

describe('readKillsOptions', () => {
  it('has defaults for all, with a seed of its own', () => {
    expect(readKillsOptions([], 7)).toMatchObject({
      kills: 1_000,
      store: 'sqlite',
      instances: 3,
      recipients: 4,
      lanes: 2,
      leaseMs: 1_000,
      seed: 7,
      minutes: null,
      control: null,
    })
    expect(readKillsOptions([], 7)?.points).toContain('random')
  })

  it('reads every option that its help names, and no other', () => {
    const named = [...killsHelp.matchAll(/^ +(--[\w-]+)/gm)].map(([, name = '']) => name)
    const values = new Map([
      ['--store', 'postgres'],
      ['--points', 'takeover,random'],
      ['--control', 'new-id'],
      ['--help', ''],
    ])
    const lines = named.map((name) => [name, values.get(name) ?? '9'].filter((word) => word !== ''))

    expect(lines.map((args) => readKillsOptions(args, 7)).filter((options) => options === null)).toHaveLength(1)
    expect(() => readKillsOptions(['--speed', '9'], 7)).toThrow('--speed')
  })

  it.each([
    ['--kills', 'many'],
    ['--kills', '0'],
    ['--store', 'mysql'],
    ['--points', 'random,later'],
    ['--control', 'none'],
  ])('refuses %s %s', (name, value) => {
    expect(() => readKillsOptions([name, value], 7)).toThrow(name)
  })
})
