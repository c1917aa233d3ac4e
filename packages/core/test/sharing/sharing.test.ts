import type { Khabeer } from '@khabeer/core'
import type { ShownMessage } from '@khabeer/sandbox'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { friend, linkInstance, ownNumber } from '../gateway/test-gateway.ts'
import { createSharedGateway, eventually } from './shared-gateway.ts'

/** Who owns how many living leases, the fullest first. */
const holdings = async (database: pg.Pool): Promise<readonly number[]> => {
  const { rows } = await database.query<{ count: string }>(
    `select count(*) from khabeer_leases
      where owner is not null and expires_at > extract(epoch from clock_timestamp()) * 1000 group by owner`,
  )
  return rows.map(({ count }) => Number(count)).toSorted((first, second) => second - first)
}

const whenHoldings = (database: pg.Pool, wanted: readonly number[]) =>
  eventually(`the instances are divided as ${wanted}`, async () => {
    const found = await holdings(database)
    return found.join() === wanted.join() ? found : null
  })

const isText =
  (text: string) =>
  ({ content }: ShownMessage): boolean =>
    content.kind === 'text' && content.text === text

const connectedAgain = (core: Khabeer, id: number) =>
  eventually('the number is connected', async () =>
    (await core.instances.get(id)).status === 'connected' ? true : null,
  )

describe('several processes on one PostgreSQL', () => {
  it('share the instances evenly when one joins, and take them all when one leaves', async () => {
    const { start, database } = await createSharedGateway()
    const first = await start()
    for (let number = 0; number < 6; number += 1) await first.instances.create({ name: `Shop ${number}` })
    const alone = await whenHoldings(database, [6])

    const second = await start()
    const together = await whenHoldings(database, [3, 3])
    await second.stop()
    const again = await whenHoldings(database, [6])

    expect([alone, together, again]).toEqual([[6], [3, 3], [6]])
  })

  it('take no more than they may', async () => {
    const { start, database } = await createSharedGateway()
    const first = await start({ maxInstances: 1 })
    for (let number = 0; number < 4; number += 1) await first.instances.create({ name: `Shop ${number}` })

    await start({ maxInstances: 2 })

    expect(await whenHoldings(database, [2, 1])).toEqual([2, 1])
  })

  it('hand a linked number over at a stop: the next one is connected within two seconds, and sends what waits', async () => {
    const { start, sandbox } = await createSharedGateway()
    const first = await start()
    const id = await linkInstance(first, sandbox)
    const second = await start()
    const before = await first.send({ instanceId: id, to: friend, text: 'Before' })
    await sandbox.contact(friend).waitForMessage(isText('Before'), { timeoutMs: 20_000 })

    const stoppedAt = Date.now()
    await first.stop()
    await second.send({ instanceId: id, to: friend, text: 'After' })
    await sandbox.contact(friend).waitForMessage(isText('After'), { timeoutMs: 20_000 })

    const logins = sandbox.ledger.connections(ownNumber).filter(({ kind }) => kind === 'login')
    expect(logins).toHaveLength(2)
    expect(logins[0]?.end).toBe('client')
    expect((logins[1]?.openedAt ?? Infinity) - stoppedAt).toBeLessThan(2_000)
    expect(before.status).toBe('queued')
    expect(sandbox.ledger.shownTo(friend).map(({ content }) => content)).toEqual([
      { kind: 'text', text: 'Before' },
      { kind: 'text', text: 'After' },
    ])
  })

  it('accept, link, answer and delete from a process that owns nothing and never starts the client', async () => {
    const { start, sandbox, database } = await createSharedGateway()
    await start({ role: 'worker' })
    const api = await start({
      role: 'api',
      transport: () => {
        throw new Error('A process of the role api must not make a transport.')
      },
    })

    const { id } = await api.instances.create({ name: 'Shop' })
    const { qr } = await api.instances.qr(id, { waitMs: 20_000 })
    await sandbox.phone(ownNumber).scanQr(qr ?? '')
    await connectedAgain(api, id)
    const { id: messageId } = await api.send({ instanceId: id, to: friend, text: 'Hello' })
    await sandbox.contact(friend).waitForMessage(() => true, { timeoutMs: 20_000 })
    const message = await eventually('the message is delivered', async () => {
      const found = await api.messages.get(messageId)
      return found.status === 'delivered' ? found : null
    })
    await api.instances.delete(id)
    await eventually('the number is unlinked and forgotten', async () => {
      const { rows } = await database.query('select 1 from khabeer_leases')
      return rows.length === 0 ? true : null
    })

    expect(message.sentAt).not.toBeNull()
    expect(await holdings(database)).toEqual([])
    expect(sandbox.ledger.iqCount({ child: 'remove-companion-device' })).toBe(1)
  })

  it('give a pairing code from any process', async () => {
    const { start, sandbox } = await createSharedGateway()
    await start({ role: 'worker' })
    const api = await start({ role: 'api' })
    const { id } = await api.instances.create({ name: 'Shop' })

    const { code } = await api.instances.pairingCode(id, { phone: ownNumber })
    await sandbox.phone(ownNumber).typePairingCode(code)
    await connectedAgain(api, id)

    expect(code).toMatch(/^[0-9A-Z]{8}$/)
  })

  it('restart a number, look others up with it and log it out from any process', async () => {
    const { start, sandbox } = await createSharedGateway()
    const worker = await start({ role: 'worker' })
    const id = await linkInstance(worker, sandbox)
    const api = await start({ role: 'api' })

    await api.instances.restart(id)
    await eventually('the number has another line', () => {
      const ends = sandbox.ledger.connections(ownNumber).flatMap(({ kind, end }) => (kind === 'login' ? [end] : []))
      return ends.join() === ['client', null].join() ? ends : null
    })
    await connectedAgain(api, id)
    const checked = await api.contacts.check({ instanceId: id, phones: [friend] })
    const loggedOut = await api.instances.logout(id)

    expect(checked).toMatchObject({ instanceStatus: 'connected', contacts: [{ phone: friend, status: 'exists' }] })
    expect(loggedOut).toMatchObject({ status: 'logged_out', statusReason: 'unlinked_by_request' })
    expect(sandbox.phone(ownNumber).linked).toBe(false)
  })

  it('let go of a number whose lease another one has: it closes its line and never comes back', async () => {
    const { start, sandbox, database } = await createSharedGateway()
    const first = await start()
    const id = await linkInstance(first, sandbox)

    await database.query(`update khabeer_leases set owner = 'somebody else', epoch = epoch + 1,
      expires_at = extract(epoch from clock_timestamp()) * 1000 + 3600000`)
    const [login] = await eventually('the line is closed', () => {
      const lines = sandbox.ledger
        .connections(ownNumber)
        .filter(({ kind, closedAt }) => kind === 'login' && closedAt !== null)
      return lines.length === 0 ? null : lines
    })
    const { id: messageId } = await first.send({ instanceId: id, to: friend, text: 'Nobody sends this' })
    // Longer than its lease lived: by then it would have come back.
    await database.query('select pg_sleep(2.5)')

    expect(login?.end).toBe('client')
    expect((await first.messages.get(messageId)).status).toBe('queued')
    expect(sandbox.ledger.connections(ownNumber).filter(({ kind }) => kind === 'login')).toHaveLength(1)
  })
})
