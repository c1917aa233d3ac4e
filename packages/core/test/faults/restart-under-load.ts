import { until } from '../../../../test/support/until.ts'
import { friend } from '../gateway/test-gateway.ts'
import { checkMessages, messagesInPostgres } from './check-messages.ts'
import { createPostgresGateway } from './postgres-gateway.ts'
import { startLoad } from './steady-load.ts'

/** How long after PostgreSQL took connections again it was until a call was accepted, and until a message arrived. */
export interface Recovery {
  readonly acceptedMs: number
  readonly deliveredMs: number
}

/** Crashes PostgreSQL and starts it again while messages are posted, and checks every message afterwards. */
export const restartUnderLoad = async ({ rounds }: { readonly rounds: number }): Promise<readonly Recovery[]> => {
  const { postgres, sandbox, core, call, instanceId, database } = await createPostgresGateway()
  const load = startLoad({ core, sandbox, call, instanceId, to: friend, workers: 4 })
  const recoveries: Recovery[] = []

  for (let round = 0; round < rounds; round += 1) {
    await load.accepted(10)
    await postgres.down('immediate')
    await until('a call is refused', 10_000, async () => {
      const { status } = await call('GET', `/instances/${instanceId}`)
      return status === 503 ? status : null
    })
    await postgres.up()
    const upAt = performance.now()
    const delivered = sandbox.ledger.next('shown', ({ owner }) => owner === friend, { timeoutMs: 60_000 })
    await load.accepted(1)
    const acceptedMs = performance.now() - upAt
    await delivered
    recoveries.push({ acceptedMs, deliveredMs: performance.now() - upAt })
  }
  const posted = await load.end()
  await checkMessages({ posted, readMessages: messagesInPostgres(database), sandbox, to: friend })
  return recoveries
}
