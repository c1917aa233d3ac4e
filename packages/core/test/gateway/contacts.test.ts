import type { IqRecord } from '@khabeer/sandbox'
import { expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, nextEvent, ownNumber } from './test-gateway.ts'

const other = '551187654321'
const otherForm = '5511987654321'
const nobody = '201009999999'
const late = '201001112222'

it('contacts are looked up from any process, each once, within the pace of the number, and trouble says nothing of them', async () => {
  const { sandbox, start } = await createTestGateway({ unknownNumbers: 'missing' })
  const gapMs = 250
  const core = await start({ pacing: { messages: 10, perMs: 10 * gapMs, settleMs: 0 } })
  const elsewhere = await start({ role: 'api' })
  sandbox.contact(friend)
  sandbox.contact(late)
  sandbox.contact(other).addNumberForm(otherForm)
  const { id: unlinked } = await core.instances.create({ name: 'Not linked' })
  const instanceId = await linkInstance(core, sandbox)
  const askedAt: number[] = []
  sandbox.ledger.on('iq', ({ xmlns, number }: IqRecord) => {
    if (xmlns === 'usync' && number === ownNumber) askedAt.push(Date.now())
  })
  const statuses = async (phones: readonly string[], waitMs?: number) => {
    const { contacts } = await elsewhere.contacts.check({ instanceId, phones }, waitMs === undefined ? {} : { waitMs })
    return contacts.map(({ status }) => status)
  }

  const offline = await core.contacts.check({ instanceId: unlinked, phones: [friend] })
  const { contacts } = await elsewhere.contacts.check({ instanceId, phones: [friend, nobody, otherForm] })
  const lookups = askedAt.length
  const again = await statuses([otherForm, friend, nobody])
  const many = Array.from({ length: 8 }, (_, n) => `2010011111${n + 10}`)
  const soon = await statuses(many, 3 * gapMs)
  const later = await statuses(many)
  const pacedMs = (askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0)
  const paced = askedAt.length
  sandbox.faults.refuseQueries({ xmlns: 'usync', code: 500 })
  const [troubled] = await statuses([late], 3 * gapMs)
  const [settled] = await statuses([late])
  const sent = await core.send({ instanceId, to: nobody, text: 'Anybody there?' })
  await nextEvent(core, 'message.failed', ({ message }) => message.id === sent.id)

  expect(offline).toMatchObject({ instanceStatus: 'waiting_scan', contacts: [{ status: 'pending' }] })
  expect(contacts.map(({ phone, status, waPhone }) => [phone, status, waPhone])).toEqual([
    [friend, 'exists', null],
    [nobody, 'not_on_whatsapp', null],
    [otherForm, 'exists', other],
  ])
  expect(lookups).toBe(3)
  expect(again).toEqual(['exists', 'exists', 'not_on_whatsapp'])
  expect(soon.filter((status) => status !== 'pending').length).toBeLessThan(6)
  expect(later).toEqual(many.map(() => 'not_on_whatsapp'))
  expect(paced).toBe(3 + 8)
  // Lookups are dated where they arrive, and the first may have been slow by a little.
  expect(pacedMs).toBeGreaterThanOrEqual((paced - 1) * gapMs - 250)
  expect(troubled).toBe('pending')
  expect(settled).toBe('exists')
  // What the check found serves the messages too, and the other way round.
  expect(askedAt.length).toBeLessThanOrEqual(3 + 8 + 2)
}, 30_000)
