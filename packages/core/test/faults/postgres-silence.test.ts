import { expect, it } from 'vitest'
import type { PostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { startPostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { friend, ownNumber, whenMessage } from '../gateway/test-gateway.ts'
import { createPostgresGateway } from './postgres-gateway.ts'

it('a PostgreSQL that takes statements and never answers is given up in time, and found again', async () => {
  const leaseMs = 6_000
  let proxy: PostgresProxy | undefined
  const { sandbox, core, call, instanceId } = await createPostgresGateway({
    core: { leaseMs },
    storage: async (url) => {
      proxy = await startPostgresProxy(url)
      return { connectionString: proxy.url, max: 5 }
    },
  })
  const closed = sandbox.ledger.next('connection', ({ closedAt }) => closedAt !== null, { timeoutMs: 20_000 })

  const silentAt = Date.now()
  proxy?.fallSilent()
  const answers = await Promise.all([
    call('POST', '/messages/send', { instance_id: instanceId, to: friend, text: 'refused' }),
    call('GET', `/instances/${instanceId}`),
  ])
  const answeredMs = Date.now() - silentAt
  const line = await closed
  proxy?.speak('new')
  const spokenAt = performance.now()
  const { id } = await core.send({ instanceId, to: friend, text: 'after' })
  const acceptedMs = performance.now() - spokenAt
  await whenMessage(core, id, 'message.delivered')
  const deliveredMs = performance.now() - spokenAt
  proxy?.cut()

  expect(answers.map(({ status, headers }) => [status, Number(headers['retry-after']) >= 1])).toEqual([
    [503, true],
    [503, true],
  ])
  expect(answeredMs).toBeLessThan(20_000)
  expect((line.closedAt ?? 0) - silentAt).toBeLessThan(leaseMs)
  expect(acceptedMs).toBeLessThan(5_000)
  expect(deliveredMs).toBeLessThan(10_000)
  expect(sandbox.contact(friend).inbox()).toHaveLength(1)
  expect(sandbox.ledger.connections(ownNumber).filter(({ closedAt }) => closedAt === null)).toHaveLength(1)
})
