import { it } from 'vitest'
import type { PostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { startPostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { friend } from '../gateway/test-gateway.ts'
import { checkMessages, messagesInPostgres } from './check-messages.ts'
import { createPostgresGateway } from './postgres-gateway.ts'
import { startLoad } from './steady-load.ts'

/** What the accept, and the COMMIT of everything else, are known by. */
const kinds = [/unnest\(/, /^commit/]
const rounds = 8

it('answers that are lost, of accepts and of any other COMMIT, cost no message and double none', async () => {
  const proxies: PostgresProxy[] = []
  const { sandbox, core, call, instanceId, database } = await createPostgresGateway({
    storage: async (url) => {
      const proxy = await startPostgresProxy(url)
      proxies.push(proxy)
      return { connectionString: proxy.url, max: 5 }
    },
  })
  const load = startLoad({ core, sandbox, call, instanceId, to: friend, workers: 4 })

  for (let round = 0; round < rounds; round += 1) {
    await load.accepted(2)
    await Promise.all(proxies.flatMap((proxy) => kinds.map((words) => proxy.cutAfter(words))))
  }

  await checkMessages({ posted: await load.end(), readMessages: messagesInPostgres(database), sandbox, to: friend })
})
