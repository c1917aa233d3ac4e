import { describe, expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

describe('recipients', () => {
  it('are written to at the address that WhatsApp names, whichever form of the number was given', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.contact('551187654321').addNumberForm('5511987654321')
    sandbox.contact('551187654321').setReceiptAddress({ addressing: 'pn', device: 3 })

    const { id } = await core.send({ instanceId, to: '5511987654321', text: 'Olá' })
    await whenMessage(core, id, 'message.delivered')

    expect(await core.messages.get(id)).toMatchObject({ to: '5511987654321' })
    expect(sandbox.contact('551187654321').inbox()).toHaveLength(1)
  })

  it('are looked up once, and one after the other no faster than they would be written to', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start({ pacing: { messages: 10, perMs: 2_000, settleMs: 0 } })
    const instanceId = await linkInstance(core, sandbox)
    const nobody = ['201002222221', '201002222222', '201002222223', '201002222224']
    for (const number of nobody) sandbox.faults.notOnWhatsApp(number)
    const before = sandbox.ledger.iqCount({ xmlns: 'usync' })

    const startedAt = performance.now()
    const sent = await Promise.all(nobody.map((to) => core.send({ instanceId, to, text: 'Anybody?' })))
    for (const { id } of sent) await whenMessage(core, id, 'message.failed')
    const again = await core.send({ instanceId, to: nobody[0] ?? '', text: 'Still nobody?' })
    await whenMessage(core, again.id, 'message.failed')

    expect(sandbox.ledger.iqCount({ xmlns: 'usync' }) - before).toBe(nobody.length)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3 * 200)
    expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
  })

  it('that lost their sessions get a message again after our restart, and can read it', async () => {
    const { sandbox, start } = await createTestGateway()
    const first = await start()
    const instanceId = await linkInstance(first, sandbox)
    const before = await first.send({ instanceId, to: friend, text: 'before' })
    await whenMessage(first, before.id, 'message.delivered')
    await first.stop()
    const core = await start()
    sandbox.contact(friend).loseSessions()

    const { id } = await core.send({ instanceId, to: friend, text: 'after' })
    await whenMessage(core, id, 'message.delivered')

    const texts = sandbox.contact(friend).inbox()
    expect(texts.map(({ content }) => content)).toMatchObject([{ text: 'before' }, { text: 'after' }])
  })
})
