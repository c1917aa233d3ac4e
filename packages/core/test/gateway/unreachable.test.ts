import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { fastClock } from './fast-clock.ts'
import { createTestGateway, linkInstance, whenStatus } from './test-gateway.ts'

const threeDaysMs = 3 * 86_400_000

it('a number that cannot be reached says why, gives up after three days, and keeps its link', async () => {
  const { sandbox, start, file } = await createTestGateway()
  const linking = await start()
  const id = await linkInstance(linking, sandbox)
  await linking.stop()
  expect(new Database(file).prepare('select status_reason from khabeer_instances').pluck().get()).toBe('stopped')
  const there = { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem }

  // Nobody listens on this port.
  const clock = fastClock(100)
  let aheadMs = 0
  const lost = await start({
    whatsApp: { ...there, url: 'ws://127.0.0.1:1/ws/chat' },
    clock: { ...clock, elapsed: () => clock.elapsed() + aheadMs },
  })
  await whenStatus(lost, id, 'disconnected', 'connection_lost')
  aheadMs = threeDaysMs
  await whenStatus(lost, id, 'failed', 'unreachable')
  await lost.stop()

  const fooled = await start({ whatsApp: { ...there, rootKey: new Uint8Array(32).fill(9) } })
  await whenStatus(fooled, id, 'disconnected', 'untrusted_server')
  await fooled.stop()

  const database = new Database(file)
  const readCreds = database
    .prepare("select value from khabeer_credentials where type = 'creds' and id = 'creds'")
    .pluck()
  const writeCreds = database.prepare("update khabeer_credentials set value = ? where type = 'creds' and id = 'creds'")
  const stored = readCreds.get()
  writeCreds.run(Buffer.from('nonsense'))
  const unreadable = await start()
  await whenStatus(unreadable, id, 'failed', 'credentials_unreadable')
  await unreadable.stop()
  expect(readCreds.get()).toEqual(Buffer.from('nonsense'))
  writeCreds.run(stored)
  database.close()

  const storage = sqliteStorage({ file })
  const write = async (): Promise<void> => {
    throw new Error('The disk is full.')
  }
  const full = await start({ storage: { ...storage, credentials: { ...storage.credentials, write } } })
  await whenStatus(full, id, 'disconnected', 'credentials_unwritable')
  await full.stop()

  const again = await start()
  await whenStatus(again, id, 'connected')
})
