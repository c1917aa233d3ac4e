import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JsonClient } from './support/json-client.ts'
import { jsonClient } from './support/json-client.ts'
import { linkInstance } from './support/link-instance.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { startStandalone } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const key = 'the-key-of-this-test-01'
const recipients = Array.from({ length: 50 }, (_, index) => `2010012345${String(index).padStart(2, '0')}`)
const arrived = ['delivered', 'read', 'played']
// The phone shows this one, but its acknowledgement is lost: at the kill nobody can know whether it arrived.
const unknownAtKill = 9

const statusesOf = async (client: JsonClient, ids: readonly number[]): Promise<readonly string[]> =>
  Promise.all(ids.map(async (id) => (await client<{ readonly status: string }>('GET', `/messages/${id}`)).body.status))

it('50 accepted messages survive kill -9: all are delivered, each is shown once, and no QR is asked for', async () => {
  const folder = temporaryFolder()
  const database = join(folder, 'khabeer.db')
  const sandbox = await startSandboxProcess(folder)
  const settings = { ...sandbox.settings, KHABEER_API_KEY: key, KHABEER_PACING: '10/1s' }
  const killed = await startStandalone(database, settings)
  const before = jsonClient(killed.baseUrl, key)
  const instanceId = await linkInstance(before, sandbox, '201093619140')

  await sandbox.control('POST', '/admin/faults', { kind: 'withhold_ack', recipient: recipients[unknownAtKill] })

  const accepted = await before<{ readonly messages: readonly { readonly id: number }[] }>(
    'POST',
    '/messages/send-bulk',
    { instance_id: instanceId, messages: recipients.map((to) => ({ to, text: `For ${to}` })) },
  )
  const ids = accepted.body.messages.map(({ id }) => id)
  const atKill = await until('some are on their way and some wait', 60_000, async () => {
    const statuses = await statusesOf(before, ids)
    return statuses[unknownAtKill] === 'sending' ? statuses : null
  })
  await killed.process.end('SIGKILL')
  const restarted = await startStandalone(database, settings)
  const after = jsonClient(restarted.baseUrl, key)
  const statuses = await until('all are delivered', 120_000, async () => {
    const all = await statusesOf(after, ids)
    return all.every((status) => arrived.includes(status)) ? all : null
  })

  expect(accepted.status).toBe(202)
  expect(atKill).toContain('queued')
  expect(atKill).toContain('delivered')
  expect(statuses).toHaveLength(50)
  const shown = await Promise.all(recipients.map((number) => sandbox.shownTo(number)))
  expect(shown.map((messages) => messages.map(({ content }) => content.text))).toEqual(
    recipients.map((to) => [`For ${to}`]),
  )
  const waMessageId = shown[unknownAtKill]?.[0]?.waMessageId ?? ''
  expect(await sandbox.timesWritten(waMessageId)).toBe(2)
  const kinds = await sandbox.connectionKinds()
  expect(kinds.filter((kind) => kind === 'registration')).toHaveLength(1)
}, 240_000)
