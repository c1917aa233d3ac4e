import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { FailingPool, StatementFault } from '../../../../test/support/postgres/failing-pool.ts'
import { createFailingPool } from '../../../../test/support/postgres/failing-pool.ts'
import { until } from '../../../../test/support/until.ts'
import { fastClock } from '../gateway/fast-clock.ts'
import { friend } from '../gateway/test-gateway.ts'
import { checkMessages, messagesInPostgres } from './check-messages.ts'
import { createPostgresGateway } from './postgres-gateway.ts'
import type { PostedMessage } from './steady-load.ts'

/**
 * Sends messages one after the other, of which the first meets a failing first statement, the next a failing second one,
 * and so on until one got through unharmed; checks all of them afterwards. Gives how many statements failed.
 */
export const failEachStatement = async (faults: readonly StatementFault[]): Promise<number> => {
  const pools: FailingPool[] = []
  const { sandbox, core, instanceId, database } = await createPostgresGateway({
    storage: (connectionString) => {
      const failing = createFailingPool({ connectionString, max: 10 })
      onTestFinished(() => failing.pool.end())
      pools.push(failing)
      return { pool: failing.pool, listen: false }
    },
    // So that a pause after a fault is short; the time of day is the sandbox's too.
    core: { clock: { ...fastClock(8), now: () => Date.now() }, leaseMs: 600_000 },
  })
  const [failing] = pools
  if (failing === undefined) throw new Error('There is no pool.')
  const posted: PostedMessage[] = []

  const accept = async (text: string): Promise<number> => {
    for (;;) {
      const id = await core.send({ instanceId, to: friend, text, idempotencyKey: text }).then(
        (queued) => queued.id,
        () => null,
      )
      if (id !== null) return id
      await delay(20)
    }
  }

  let failed = 0
  for (const fault of faults) {
    failed += await failing.failEach(fault, async (nth) => {
      const text = `${fault.code}-${fault.when}-${nth}`
      const id = await accept(text)
      posted.push({ text, hasKey: true, outcomes: [{ id, code: null, flaw: null }] })
      await until(`${text} is delivered`, 90_000, async () => {
        const { rows } = await database.query('select 1 from khabeer_messages where id = $1 and status = $2', [
          id,
          'delivered',
        ])
        return rows.length === 1 ? true : null
      })
    })
  }
  await checkMessages({ posted, readMessages: messagesInPostgres(database), sandbox, to: friend })
  return failed
}
