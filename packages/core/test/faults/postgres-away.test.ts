import { expect, it } from 'vitest'
import { friend, ownNumber, whenMessage, whenStatus } from '../gateway/test-gateway.ts'
import { createPostgresGateway } from './postgres-gateway.ts'

it('away for less than a lease: the line stays open, and what was accepted is sent afterwards', async () => {
  const { postgres, sandbox, core, call, instanceId, database, log } = await createPostgresGateway({
    core: { leaseMs: 60_000 },
  })
  await postgres.down('immediate')
  await log.next('The instances of this process could not be looked through', 2)
  await sandbox.contact(friend).send(ownNumber, 'Are you there?')

  const answers = [
    await call('GET', '/usage'),
    await call('POST', '/messages/send', { instance_id: instanceId, to: friend, text: 'refused' }),
    await call('POST', '/instances', { name: 'Refused' }),
  ]
  await postgres.up()
  const { id } = await core.send({ instanceId, to: friend, text: 'accepted' })
  await whenMessage(core, id, 'message.delivered')
  const { rows } = await database.query('select recipient from khabeer_recipients where last_inbound_at is not null')

  expect(rows).toEqual([{ recipient: friend }])
  expect(answers.map(({ status, body, headers }) => [status, body.code, Number(headers['retry-after']) >= 1])).toEqual(
    answers.map(() => [503, 'storage_failed', true]),
  )
  expect(sandbox.ledger.connections(ownNumber).filter(({ kind }) => kind === 'login')).toHaveLength(1)
})

it('away for longer than a lease: the line is given up before anybody else may open one, and comes back by itself', async () => {
  const leaseMs = 3_000
  const { postgres, sandbox, core, instanceId, database } = await createPostgresGateway({ core: { leaseMs } })
  const epochs = async () => (await database.query('select epoch::int from khabeer_leases')).rows
  const before = await epochs()
  const closed = sandbox.ledger.next('connection', ({ closedAt }) => closedAt !== null, { timeoutMs: 10_000 })

  const downAt = Date.now()
  await postgres.down('immediate')
  const line = await closed
  await postgres.up()
  const upAt = performance.now()
  await whenStatus(core, instanceId, 'connected')
  const { id } = await core.send({ instanceId, to: friend, text: 'after' })
  await whenMessage(core, id, 'message.delivered')

  const backMs = performance.now() - upAt
  const after = await epochs()
  expect(line).toMatchObject({ number: ownNumber, end: 'client' })
  // At 0.8 of the lease, counted from the last renewal, which was at most a third of it before.
  expect((line.closedAt ?? 0) - downAt).toBeLessThan(leaseMs)
  expect((line.closedAt ?? 0) - downAt).toBeGreaterThan(leaseMs * (0.8 - 1 / 3) - 100)
  expect(backMs).toBeLessThan(10_000)
  expect([before, after]).toEqual([[{ epoch: 1 }], [{ epoch: 2 }]])
})

it('away for long: a line that broke meanwhile waits no longer for that', async () => {
  const { postgres, sandbox, core, instanceId, log } = await createPostgresGateway({ core: { leaseMs: 600_000 } })
  const linesBefore = log.lines().length
  await postgres.down('immediate')
  sandbox.faults.disconnect(ownNumber)
  await log.next('A step of an instance waits for the storage', 4)

  await postgres.up()
  const upAt = performance.now()
  await whenStatus(core, instanceId, 'connected')
  const { id } = await core.send({ instanceId, to: friend, text: 'after' })
  await whenMessage(core, id, 'message.delivered')

  expect(performance.now() - upAt).toBeLessThan(10_000)
  const closes = log
    .lines()
    .slice(linesBefore)
    .filter((line) => line.startsWith('A line to WhatsApp closed.'))
  expect(closes).toHaveLength(1)
})

it('set read-only: reads are served, writes refused, and the line is given up and comes back', async () => {
  const { sandbox, core, call, instanceId, database } = await createPostgresGateway({ core: { leaseMs: 3_000 } })
  const setReadOnly = async (value: string) => {
    await database.query(`alter system set default_transaction_read_only = ${value}`)
    await database.query('select pg_reload_conf()')
  }
  const closed = sandbox.ledger.next('connection', ({ closedAt }) => closedAt !== null, { timeoutMs: 10_000 })

  await setReadOnly('on')
  await closed
  const read = await call('GET', `/instances/${instanceId}`)
  const written = await call('POST', '/messages/send', { instance_id: instanceId, to: friend, text: 'refused' })
  await setReadOnly('off')
  const writableAt = performance.now()
  await whenStatus(core, instanceId, 'connected')
  const { id } = await core.send({ instanceId, to: friend, text: 'after' })
  await whenMessage(core, id, 'message.delivered')

  expect(performance.now() - writableAt).toBeLessThan(10_000)
  expect([read.status, written.status, written.body.code]).toEqual([200, 503, 'storage_failed'])
})
