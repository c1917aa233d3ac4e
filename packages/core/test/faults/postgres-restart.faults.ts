import { expect, it } from 'vitest'
import { restartUnderLoad } from './restart-under-load.ts'

it('a PostgreSQL that crashes a hundred times under load costs no message', async () => {
  const recoveries = await restartUnderLoad({ rounds: 100 })

  expect(Math.max(...recoveries.map(({ acceptedMs }) => acceptedMs))).toBeLessThan(5_000)
  expect(Math.max(...recoveries.map(({ deliveredMs }) => deliveredMs))).toBeLessThan(10_000)
})
