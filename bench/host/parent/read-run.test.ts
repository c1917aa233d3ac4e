import { describe, expect, it } from 'vitest'
import { readRun } from './read-run.ts'

const read = (...args: readonly string[]) =>
  readRun(args, { numbers: { instances: 30, 'gap-ms': 1_000 }, controls: ['print', 'linger'], flags: ['quick'] })

describe('readRun', () => {
  it('gives what was said, and else what it is by itself', () => {
    const given = read('--gap-ms', '50', '--storage', 'postgres', '--control', 'linger')

    expect(given).toMatchObject({ isPostgres: true, controls: ['linger'] })
    expect([given?.number('gap-ms'), given?.number('instances'), given?.isSet('quick')]).toEqual([50, 30, false])
    expect(read('--quick')).toMatchObject({ isPostgres: false, controls: [] })
    expect(read('--quick')?.isSet('quick')).toBe(true)
  })

  it('gives nothing where only help is wanted', () => {
    expect(read('--help')).toBeNull()
  })

  it('refuses what it does not know', () => {
    expect(() => read('--gap', '50')).toThrow('--gap')
    expect(() => read('--storage', 'memory')).toThrow('--storage takes some of sqlite, postgres')
    expect(() => read('--control', 'sing')).toThrow('--control takes some of print, linger')
    expect(() => read('--instances', 'many')?.number('instances')).toThrow('--instances takes a whole number')
  })
})
