import { expect, it } from 'vitest'
import { createPostgresGateway } from './postgres-gateway.ts'

it('a stop while PostgreSQL is away ends in good order, and soon', async () => {
  const { core, postgres, sandbox } = await createPostgresGateway()
  const closed = sandbox.ledger.next('connection', ({ closedAt }) => closedAt !== null, { timeoutMs: 20_000 })
  await postgres.down('immediate')

  const startedAt = performance.now()
  await core.stop()

  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(await closed).toMatchObject({ end: 'client' })
})
