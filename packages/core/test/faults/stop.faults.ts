import { expect, it } from 'vitest'
import type { PostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { startPostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { createPostgresGateway } from './postgres-gateway.ts'

it('a stop while PostgreSQL takes statements and never answers comes to its end', async () => {
  const proxies: PostgresProxy[] = []
  const { core } = await createPostgresGateway({
    storage: async (url) => {
      const proxy = await startPostgresProxy(url)
      proxies.push(proxy)
      return { connectionString: proxy.url, max: 5 }
    },
  })
  for (const proxy of proxies) proxy.fallSilent()

  const startedAt = performance.now()
  await core.stop()

  expect(performance.now() - startedAt).toBeLessThan(30_000)
})
