import type { KhabeerOptions } from '@khabeer/core'
import { describe, expect, it } from 'vitest'
import { hangMs, phaseDeadlinesMs } from '../../src/transport/phase-deadlines.ts'
import { onePixelPng, serveFiles } from './file-server.ts'
import { holdingTransport } from './holding-transport.ts'
import { jumpingClock } from './jumping-clock.ts'
import { createTestGateway, friend, linkInstance, ownNumber, whenMessage } from './test-gateway.ts'

const another = '201001234568'

const createLinked = async (options: Partial<KhabeerOptions> = {}) => {
  const gateway = await createTestGateway()
  const clock = jumpingClock()
  const transport = holdingTransport()
  const core = await gateway.start({ clock, transport: transport.factory, ...options })
  const instanceId = await linkInstance(core, gateway.sandbox)
  const { ledger } = gateway.sandbox
  return {
    ...gateway,
    clock,
    transport,
    core,
    instanceId,
    /** How often somebody was written to. */
    writtenTo: (recipient: string) => ledger.stanzas().filter((stanza) => stanza.recipient === recipient).length,
    logins: () => ledger.connections(ownNumber).filter(({ kind }) => kind === 'login').length,
  }
}

describe('a call of the client that hangs is let go of by the host itself', () => {
  it('while it builds a message: the next one has its turn, and what comes late is not written', async () => {
    const { clock, transport, core, instanceId, sandbox, writtenTo, logins } = await createLinked()
    const hanging = transport.hold('prepare')
    const linesBefore = logins()

    const first = await core.send({ instanceId, to: friend, text: 'first' })
    const next = await core.send({ instanceId, to: another, text: 'next' })
    await hanging.done
    expect(sandbox.ledger.stanzas()).toEqual([])
    clock.jump(phaseDeadlinesMs.build + hangMs)
    await whenMessage(core, next.id, 'message.delivered')
    hanging.letGo()
    const last = await core.send({ instanceId, to: friend, text: 'last' })
    await whenMessage(core, last.id, 'message.delivered')

    expect(await core.messages.get(first.id)).toMatchObject({ status: 'delivered', attempts: 1 })
    expect([writtenTo(friend), writtenTo(another), logins()]).toEqual([2, 1, linesBefore])
  })

  it('while it uploads: the next file has its turn, and the message is written once', async () => {
    const { host } = await serveFiles({ '/a.png': { body: onePixelPng, type: 'image/png' } })
    const { clock, core, instanceId, sandbox, writtenTo, logins } = await createLinked({ media: { allow: [host] } })
    const linesBefore = logins()
    let uploads = 0
    const hanging = new Promise<void>((resolve) => {
      sandbox.faults.interceptMedia(({ operation }) => {
        if (operation !== 'upload') return undefined
        uploads += 1
        if (uploads > 1) return undefined
        resolve()
        return { action: 'hang' }
      })
    })
    const send = (to: string) => core.send({ instanceId, to, type: 'image', content: { url: `http://${host}/a.png` } })

    const first = await send(friend)
    const next = await send(another)
    await hanging
    clock.jump(phaseDeadlinesMs.upload + hangMs)
    await whenMessage(core, next.id, 'message.delivered')

    expect(await core.messages.get(first.id)).toMatchObject({ status: 'delivered', attempts: 1 })
    expect([uploads, writtenTo(friend), writtenTo(another), logins()]).toEqual([3, 1, 1, linesBefore])
  })

  it('before it writes: the line is given up, and the message is written once on the next', async () => {
    const { clock, core, instanceId, sandbox, writtenTo, logins } = await createLinked()
    const linesBefore = logins()
    const hanging = sandbox.ledger.next('iq', ({ xmlns }) => xmlns === 'encrypt')
    sandbox.faults.ignoreQueries({ sender: ownNumber, xmlns: 'encrypt' })

    const first = await core.send({ instanceId, to: friend, text: 'first' })
    const next = await core.send({ instanceId, to: another, text: 'next' })
    await hanging
    expect(await core.messages.get(first.id)).toMatchObject({ status: 'sending' })
    clock.jump(phaseDeadlinesMs.write + hangMs)
    await whenMessage(core, next.id, 'message.delivered')

    expect(await core.messages.get(first.id)).toMatchObject({ status: 'delivered', attempts: 2 })
    expect([writtenTo(friend), writtenTo(another), logins()]).toEqual([1, 1, linesBefore + 1])
  })

  it.each([
    ['and WhatsApp has taken it: it is not written again', false, 1],
    ['and nobody knows what became of it: the same id is written again, and shown once', true, 2],
  ])('after it wrote, %s', async (_name, isAckWithheld, times) => {
    const { clock, transport, core, instanceId, sandbox, writtenTo, logins } = await createLinked()
    const linesBefore = logins()
    const hanging = transport.hold('send')
    if (isAckWithheld) sandbox.faults.withholdAck({ recipient: friend })

    const first = await core.send({ instanceId, to: friend, text: 'first' })
    const next = await core.send({ instanceId, to: another, text: 'next' })
    await hanging.done
    if (!isAckWithheld) await whenMessage(core, first.id, 'message.delivered')
    clock.jump(phaseDeadlinesMs.write + hangMs)
    await whenMessage(core, next.id, 'message.delivered')
    hanging.letGo()
    const last = await core.send({ instanceId, to: friend, text: 'last' })
    await whenMessage(core, last.id, 'message.delivered')

    expect(await core.messages.get(first.id)).toMatchObject({ status: 'delivered', attempts: times })
    expect([writtenTo(friend), writtenTo(another), logins()]).toEqual([times + 1, 1, linesBefore + 1])
    const shown = sandbox.contact(friend).inbox()
    expect(shown.map(({ content }) => content)).toMatchObject([{ text: 'first' }, { text: 'last' }])
  })
})
