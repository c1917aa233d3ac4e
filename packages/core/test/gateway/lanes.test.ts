import { expect, it, vi } from 'vitest'
import { onePixelPng, serveFiles } from './file-server.ts'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

const customer = '201009999999'

it('a bulk delays an urgent message by one gap at most, also while one of its files is slow to come', async () => {
  const { sandbox, start } = await createTestGateway()
  let serve = () => {}
  const served = new Promise<void>((resolve) => {
    serve = resolve
  })
  const { host, hits } = await serveFiles({ '/slow.png': { body: onePixelPng, type: 'image/png', after: served } })
  const core = await start({ pacing: { messages: 1, perMs: 500, settleMs: 0 }, media: { allow: [host] } })
  const instanceId = await linkInstance(core, sandbox)
  const writtenTo = (recipient: string) => sandbox.ledger.stanzas().filter((stanza) => stanza.recipient === recipient)
  const sendUrgent = () => core.send({ instanceId, to: friend, text: 'a code', priority: 'high' })

  const { messages } = await core.sendBulk({
    instanceId,
    messages: [
      ...[1, 2, 3, 4].map((n) => ({ to: customer, text: `number ${n}` })),
      { to: customer, type: 'image', content: { url: `http://${host}/slow.png` } },
    ],
  })
  await whenMessage(core, messages[0]?.id ?? 0, 'message.delivered')
  const between = await sendUrgent()
  const ahead = writtenTo(customer).length
  await whenMessage(core, between.id, 'message.sent')
  const passed = writtenTo(customer).length - ahead
  await vi.waitFor(() => expect(hits).toHaveLength(1), { timeout: 10_000 })
  const beside = await sendUrgent()
  await whenMessage(core, beside.id, 'message.sent')
  const whileSlow = writtenTo(customer).length
  serve()
  await whenMessage(core, messages[4]?.id ?? 0, 'message.delivered')

  expect(passed).toBeLessThanOrEqual(1)
  expect(whileSlow).toBe(4)
  expect(writtenTo(friend)).toHaveLength(2)
  expect(writtenTo(customer)).toHaveLength(5)
  expect(await core.messages.get(messages[4]?.id ?? 0)).toMatchObject({ attempts: 1 })
})
