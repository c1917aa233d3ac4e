import { expect, it } from 'vitest'
import { createRandom } from '../../play/seeded-random.ts'
import { planRounds } from './plan-rounds.ts'

const wanted = { rounds: 30, members: 3, kinds: ['kill', 'stop', 'term'], isControl: false } as const

it('plans the same rounds for the same seed, and others for another', () => {
  expect(planRounds(wanted, createRandom(5))).toEqual(planRounds(wanted, createRandom(5)))
  expect(planRounds(wanted, createRandom(5))).not.toEqual(planRounds(wanted, createRandom(6)))
})

it('plans each kind of fault as often as the others, in every place', () => {
  const plans = planRounds(wanted, createRandom(5))

  for (const kind of wanted.kinds) expect(plans.filter((plan) => plan.kind === kind)).toHaveLength(10)
  expect(new Set(plans.map(({ place }) => place))).toEqual(new Set([0, 1, 2]))
})
