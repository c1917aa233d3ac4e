import { expect, it } from 'vitest'
import { createRandom } from '../../play/seeded-random.ts'
import type { KillPoint } from './kill-points.ts'
import { killPoints, namedPoints } from './kill-points.ts'
import { planKills } from './plan-kills.ts'

const all = Object.keys(killPoints) as readonly KillPoint[]

it('plans the same kills for the same seed, and others for another', () => {
  const wanted = { kills: 50, points: all }

  expect(planKills(wanted, createRandom(5))).toEqual(planKills(wanted, createRandom(5)))
  expect(planKills(wanted, createRandom(5))).not.toEqual(planKills(wanted, createRandom(6)))
})

it('gives each named point 30 of 1,000 kills and leaves all others to chance', () => {
  const plans = planKills({ kills: 1_000, points: all }, createRandom(5))

  expect(plans).toHaveLength(1_000)
  for (const point of namedPoints) expect(plans.filter((plan) => plan.point === point)).toHaveLength(30)
})

it('plays each named point once where there are few kills', () => {
  const plans = planKills({ kills: 13, points: all }, createRandom(5))

  expect(new Set(plans.map(({ point }) => point))).toEqual(new Set(all))
})

it('plays only the points that are wanted', () => {
  const plans = planKills({ kills: 5, points: ['before_ack', 'shutdown'] }, createRandom(5))

  expect(plans).toHaveLength(5)
  expect(new Set(plans.map(({ point }) => point))).toEqual(new Set(['before_ack', 'shutdown']))
})
