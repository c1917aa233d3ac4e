import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import {
  createTestGateway,
  friend,
  linkInstance,
  nextEvent,
  ownNumber,
  whenMessage,
  whenStatus,
} from '../gateway/test-gateway.ts'
import { adminKey, apiKey, createAsking } from './asking.ts'

const otherNumber = '201093619141'
const nobody = '201001234568'

it('what happens to messages and numbers is measured, and a number that is logged out leaves the process ready', async () => {
  const { sandbox, start } = await createTestGateway()
  const registry = new Registry()
  const core = await start({ apiKey, metrics: { registry } })
  const ask = createAsking(core)
  const scrape = async (headers: Readonly<Record<string, string>>) =>
    String((await ask('GET /metrics', undefined, headers)).body)
  const instanceId = await linkInstance(core, sandbox)
  const other = await linkInstance(core, sandbox, otherNumber)
  sandbox.faults.notOnWhatsApp(nobody)

  const sent = await core.send({ instanceId, to: friend, text: 'A secret text' })
  const failed = await core.send({ instanceId, to: nobody, text: 'A secret text' })
  await whenMessage(core, sent.id, 'message.delivered')
  await whenMessage(core, failed.id, 'message.failed')
  await core.instances.pause(instanceId)
  await core.send({ instanceId, to: friend, text: 'A secret text' })
  const back = nextEvent(core, 'instance.status', ({ instance }) => instance.status === 'connected')
  sandbox.faults.disconnect(ownNumber)
  await back
  sandbox.phone(otherNumber).unlink()
  await whenStatus(core, other, 'logged_out')
  const all = await scrape({ 'x-admin-key': adminKey })
  const own = await scrape({ 'x-api-key': apiKey })
  const ready = await ask('GET /health/ready', undefined, {})
  const inRegistry = await registry.metrics()
  await core.stop()

  expect(all).toContain('khabeer_messages_accepted_total 3\n')
  expect(all).toContain('khabeer_sends_total{result="sent"} 1\n')
  expect(all).toContain('khabeer_sends_total{result="not_on_whatsapp"} 1\n')
  expect(all).toContain('khabeer_ack_seconds_count 1\n')
  expect(all).toMatch(/khabeer_reconnects_total\{reason="\w+"\} 1\n/)
  expect(all).toContain('khabeer_instances_owned 2\n')
  expect(all).toContain('khabeer_instances{status="logged_out"} 1\n')
  expect(all).toContain(`khabeer_queue_messages{instance="${instanceId}"} 1\n`)
  expect(all).toMatch(new RegExp(`khabeer_queue_oldest_seconds\\{instance="${instanceId}"\\} [\\d.]+\n`))
  expect(own).toContain(`khabeer_instance_connected{instance="${instanceId}"} 1\n`)
  expect(own).toContain(`khabeer_instance_connected{instance="${other}"} 0\n`)
  expect(own).toContain(`khabeer_queue_messages{instance="${instanceId}"} 1\n`)
  expect(ready).toMatchObject({ status: 200 })
  for (const text of [all, own]) {
    expect(text).not.toMatch(new RegExp([ownNumber, otherNumber, friend, nobody, 'secret', apiKey, adminKey].join('|')))
  }
  expect(inRegistry).toContain('khabeer_instances_owned 2')
  expect(await registry.metrics()).toBe('\n')
})
