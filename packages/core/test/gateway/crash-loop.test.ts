import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

it('writes a message again however many processes died with it, because none of them says that it arrived', async () => {
  const { sandbox, start, file } = await createTestGateway()
  const dying = await start()
  const instanceId = await linkInstance(dying, sandbox)
  sandbox.faults.dropLineBefore({ recipient: friend, times: 'always' })
  const written = sandbox.ledger.next('stanza', ({ outcome }) => outcome === 'dropped_before')
  const { id } = await dying.send({ instanceId, to: friend, text: 'Hi' })
  await written
  await dying.stop()
  const db = new Database(file)
  db.prepare('update khabeer_messages set attempts = 100').run()
  db.close()
  sandbox.faults.clear()

  const core = await start()

  expect(await whenMessage(core, id, 'message.delivered')).toMatchObject({ attempts: 101 })
  expect(sandbox.contact(friend).inbox()).toHaveLength(1)
})
