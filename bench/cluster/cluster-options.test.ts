import { describe, expect, it } from 'vitest'
import { clusterHelp, readClusterOptions, takeoverLimits } from './cluster-options.ts'

describe('readClusterOptions', () => {
  it('has defaults for all, with a seed of its own', () => {
    expect(readClusterOptions([], 7)).toEqual({
      rounds: 200,
      instances: 50,
      members: 3,
      leaseMs: 5_000,
      ratePerSecond: 6,
      seed: 7,
      kinds: ['kill', 'stop', 'term'],
      slackMs: 0,
      isControl: false,
    })
  })

  it('reads every option that its help names, and no other', () => {
    const named = [...clusterHelp.matchAll(/^ +(--[\w-]+)/gm)].map(([, name = '']) => name)
    const values = new Map([
      ['--faults', 'stop'],
      ['--control', ''],
      ['--help', ''],
    ])
    const lines = named.map((name) => [name, values.get(name) ?? '9'].filter((word) => word !== ''))

    expect(lines.map((args) => readClusterOptions(args, 7)).filter((options) => options === null)).toHaveLength(1)
    expect(() => readClusterOptions(['--speed', '9'], 7)).toThrow('--speed')
  })

  it.each([
    ['--rounds', 'many'],
    ['--members', '1'],
    ['--instances', '2'],
    ['--faults', 'kill,sleep'],
  ])('refuses %s %s', (name, value) => {
    expect(() => readClusterOptions([name, value], 7)).toThrow(name)
  })
})

it('promises a takeover within the lease and 5 s, or 2 s after a hand-over', () => {
  const options = readClusterOptions(['--lease-ms', '3000', '--slack-ms', '500'], 7)

  expect(options && takeoverLimits(options)).toEqual({ kill: 8_500, stop: 8_500, term: 2_500 })
})
