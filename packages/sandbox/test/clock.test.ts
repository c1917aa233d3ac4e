import { createFastClock, startControlApi } from '@khabeer/sandbox'
import { expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'

const YEAR_MS = 31_536_000_000

it('a sandbox goes by the clock that it is given: the ledger, and what the client is told', async () => {
  // A year since the origin, and the sandbox has lived two.
  const clock = createFastClock({ speed: 2, origin: Date.now() - YEAR_MS })
  const inAYear = Date.now() + YEAR_MS
  await using linked = await startLinked({ clock })
  const { client, sandbox } = linked
  const ack = ackOf(client.socket, '3EB0')
  await client.socket.relayMessage(PEER_JID, { conversation: 'hello' }, { messageId: '3EB0' })
  const { t } = await ack
  const arrived = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'back')
  await sandbox.contact(PEER).send(NUMBER, 'back')

  const [line] = sandbox.ledger.connections(NUMBER)
  const [entry] = sandbox.ledger.entries()
  const [stanza] = sandbox.ledger.stanzas('3EB0')
  const times = [line?.openedAt, line?.closedAt, entry?.at, stanza?.at, sandbox.contact(PEER).inbox()[0]?.at]
  expect(times.every((time) => time && time >= inAYear)).toBe(true)
  expect(Number(t)).toBeGreaterThanOrEqual(Math.floor(inAYear / 1000))
  expect(Number((await arrived).messages[0]?.messageTimestamp)).toBeGreaterThanOrEqual(Math.floor(inAYear / 1000))
})

it('the control API tells the two numbers that make the same clock elsewhere', async () => {
  const clock = createFastClock({ speed: 60, origin: 1_700_000_000_000 })
  await using linked = await startLinked({ clock })
  const control = await startControlApi(linked.sandbox)

  expect(control.info.clock).toEqual({ speed: 60, origin: 1_700_000_000_000 })
  await control.close()
})
