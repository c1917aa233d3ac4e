import { expect, it } from 'vitest'
import { friend } from '../gateway/test-gateway.ts'
import { checkMessages, messagesInPostgres } from './check-messages.ts'
import { createPostgresGateway } from './postgres-gateway.ts'
import { startLoad } from './steady-load.ts'

const rounds = 15
const name = 'khabeer of this test'

it('connections that are killed while messages go cost none of them', async () => {
  const { sandbox, core, call, instanceId, database } = await createPostgresGateway({
    storage: (url) => ({ connectionString: `${url}?application_name=${encodeURIComponent(name)}`, max: 5 }),
  })
  const load = startLoad({ core, sandbox, call, instanceId, to: friend, workers: 4 })

  for (let round = 0; round < rounds; round += 1) {
    await load.accepted(3)
    const { rowCount } = await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [name],
    )
    expect(rowCount).toBeGreaterThan(0)
  }

  await checkMessages({ posted: await load.end(), readMessages: messagesInPostgres(database), sandbox, to: friend })
})
