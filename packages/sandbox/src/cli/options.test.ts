import { expect, it } from 'vitest'
import { parseCliOptions } from './options.ts'

it('a speed and an origin make a clock that others can share', () => {
  const { clock } = parseCliOptions(['--clock-speed', '60', '--clock-origin', '1700000000000']).sandbox

  expect(clock).toMatchObject({ speed: 60, origin: 1_700_000_000_000 })
})

it('without them the sandbox goes by the machine’s clock', () => {
  expect(parseCliOptions([]).sandbox.clock).toBeUndefined()
})

it('an origin alone says nothing, and a clock does not stand still', () => {
  expect(() => parseCliOptions(['--clock-origin', '1700000000000'])).toThrow('--clock-origin needs --clock-speed.')
  expect(() => parseCliOptions(['--clock-speed', '0'])).toThrow('--clock-speed takes a whole number from 1.')
})
