import { expect, it } from 'vitest'
import { restartUnderLoad } from './restart-under-load.ts'

it('a PostgreSQL that crashes under load and comes back costs no message, and needs no restart of ours', async () => {
  const recoveries = await restartUnderLoad({ rounds: 3 })

  for (const { acceptedMs, deliveredMs } of recoveries) {
    expect(acceptedMs).toBeLessThan(5_000)
    expect(deliveredMs).toBeLessThan(10_000)
  }
})
