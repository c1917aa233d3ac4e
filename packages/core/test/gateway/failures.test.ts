import type { KhabeerOptions, TransportFactory } from '@khabeer/core'
import { baileysTransport } from '@khabeer/core/baileys'
import { describe, expect, it, vi } from 'vitest'
import { firstPauseMs, longestPauseMs } from '../../src/queue/rate-limit.ts'
import { maxUnanswered } from '../../src/queue/retry-policy.ts'
import { onePixelPng, serveFiles } from './file-server.ts'
import { jumpingClock } from './jumping-clock.ts'
import { createTestGateway, friend, linkInstance, ownNumber, whenMessage } from './test-gateway.ts'

/** For what takes several tries. */
const patiently = { timeout: 15_000 }

const createLinked = async (options: Partial<KhabeerOptions> = {}) => {
  const gateway = await createTestGateway()
  const clock = jumpingClock()
  const core = await gateway.start({ clock, ...options })
  const instanceId = await linkInstance(core, gateway.sandbox)
  return { ...gateway, clock, core, instanceId }
}

/** The transport of the product, whose client is given messages that say nothing: it builds none of them. */
const transportWithoutTexts: TransportFactory = (context) => {
  const transport = baileysTransport()(context)
  return {
    ...transport,
    connect: (options) => {
      const connection = transport.connect(options)
      return { ...connection, prepare: (message) => connection.prepare(Object.assign({}, message, { text: null })) }
    },
  }
}

describe('each failure has one consequence', () => {
  it('rate_limited, before the write: the whole number pauses, twice as long the second time, and nothing is counted', async () => {
    const { sandbox, clock, core, instanceId } = await createLinked()
    const limit = sandbox.faults.refuseQueries({ xmlns: 'usync', code: 429, text: 'rate-overlimit', times: 2 })
    const { id } = await core.send({ instanceId, to: friend, text: 'patience' })
    const other = await core.send({ instanceId, to: '201002222221', text: 'waits too' })
    const paused = async (struck: number) => {
      await vi.waitFor(() => expect(limit.struck).toBe(struck))
      await vi.waitFor(async () => {
        for (const each of [id, other.id]) {
          expect(await core.messages.get(each)).toMatchObject({ heldReason: 'rate_limited', attempts: 0 })
        }
        const { heldUntil } = await core.instances.get(instanceId)
        expect(heldUntil?.getTime()).toBeGreaterThan(clock.now() + struck * 30_000 - 5_000)
        expect(heldUntil?.getTime()).toBeLessThan(clock.now() + struck * 37_500 + 1)
      })
    }

    await paused(1)
    clock.jump(38_000)
    await paused(2)
    expect(sandbox.ledger.stanzas()).toEqual([])
    clock.jump(76_000)
    await whenMessage(core, other.id, 'message.delivered')

    expect(await core.messages.get(id)).toMatchObject({ attempts: 1, heldReason: null })
  })

  it('rate_limited, in place of the acknowledgement: the same id is written again after a pause, however often', async () => {
    const { sandbox, clock, core, instanceId } = await createLinked()
    const written = (times: number) => vi.waitFor(() => expect(sandbox.ledger.stanzas()).toHaveLength(times), patiently)
    // More often than a message may be written without a word.
    const asked = maxUnanswered + 1
    sandbox.faults.refuseAck({ recipient: friend, code: 429, times: asked })

    const { id } = await core.send({ instanceId, to: friend, text: 'once more' })
    for (let times = 1; times <= asked; times += 1) {
      await written(times)
      await vi.waitFor(async () => {
        const { heldReason, heldUntil } = await core.instances.get(instanceId)
        expect(heldReason).toBe('rate_limited')
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (times - 1))
        expect(heldUntil?.getTime()).toBeGreaterThan(clock.now() + pauseMs - 5_000)
      })
      expect(await core.messages.get(id)).toMatchObject({ status: 'sending' })
      expect(sandbox.ledger.stanzas()).toHaveLength(times)
      clock.jump(longestPauseMs * 1.25)
    }
    await whenMessage(core, id, 'message.delivered')

    expect(new Set(sandbox.ledger.stanzas().map(({ waMessageId }) => waMessageId)).size).toBe(1)
    expect(sandbox.contact(friend).inbox()).toHaveLength(1)
  })

  it('media_unavailable is retried and media_refused is final', async () => {
    const { host, hits } = await serveFiles({
      '/away.png': { body: onePixelPng, type: 'image/png', status: 503 },
      '/gone.png': { body: onePixelPng, type: 'image/png', status: 404 },
    })
    const { sandbox, clock, core, instanceId } = await createLinked({ media: { allow: [host] } })
    const send = (path: string) =>
      core.send({ instanceId, to: friend, type: 'image', content: { url: `http://${host}${path}` } })

    const away = await send('/away.png')
    const gone = await send('/gone.png')
    await vi.waitFor(async () => {
      clock.jump(4_000)
      expect(await core.messages.get(away.id)).toMatchObject({ status: 'failed' })
    }, patiently)
    await whenMessage(core, gone.id, 'message.failed')

    expect(await core.messages.get(away.id)).toMatchObject({ errorCode: 'media_fetch_failed', attempts: 4 })
    expect(hits.filter((path) => path === '/away.png')).toHaveLength(5)
    expect(hits.filter((path) => path === '/gone.png')).toHaveLength(1)
    expect(sandbox.ledger.stanzas()).toEqual([])
  })

  it('upload_failed is retried', async () => {
    const { host } = await serveFiles({ '/a.png': { body: onePixelPng, type: 'image/png' } })
    const { sandbox, clock, core, instanceId } = await createLinked({ media: { allow: [host] } })
    sandbox.faults.refuseUploads({ status: 500, times: 1 })

    const content = { url: `http://${host}/a.png` }
    const { id } = await core.send({ instanceId, to: friend, type: 'image', content })
    await vi.waitFor(async () => {
      expect(await core.messages.get(id)).toMatchObject({ status: 'queued', heldReason: 'retry', attempts: 1 })
    }, patiently)
    clock.jump(3_000)
    await whenMessage(core, id, 'message.delivered')

    expect(await core.messages.get(id)).toMatchObject({ attempts: 2 })
  })

  it('upload_refused is final', async () => {
    const { host } = await serveFiles({ '/a.png': { body: onePixelPng, type: 'image/png' } })
    const { sandbox, core, instanceId } = await createLinked({ media: { allow: [host] } })
    const refusal = sandbox.faults.refuseUploads({ status: 413, times: 'always' })

    const content = { url: `http://${host}/a.png` }
    const { id } = await core.send({ instanceId, to: friend, type: 'image', content })
    const failed = await whenMessage(core, id, 'message.failed')

    expect(failed).toMatchObject({
      errorCode: 'media_upload_failed',
      error: expect.stringContaining('413'),
      attempts: 0,
    })
    expect(refusal.struck).toBe(1)
    expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
    expect(sandbox.ledger.stanzas()).toEqual([])
  })

  it('client_failed is retried, and says nothing of the recipient', async () => {
    const { sandbox, clock, core, instanceId } = await createLinked()
    sandbox.faults.refuseQueries({ sender: ownNumber, xmlns: 'usync', code: 500 })

    const { id } = await core.send({ instanceId, to: friend, text: 'patience' })
    await vi.waitFor(async () => {
      expect(await core.messages.get(id)).toMatchObject({ status: 'queued', heldReason: 'retry', attempts: 1 })
    }, patiently)
    clock.jump(3_000)
    await whenMessage(core, id, 'message.delivered')

    expect(await core.messages.get(id)).toMatchObject({ attempts: 2 })
  })

  it('invalid_content is final', async () => {
    const { sandbox, core, instanceId } = await createLinked({ transport: transportWithoutTexts })

    const { id } = await core.send({ instanceId, to: friend, text: 'nothing of this' })
    const failed = await whenMessage(core, id, 'message.failed')

    expect(failed).toMatchObject({
      errorCode: 'send_failed',
      error: 'The client refused its input while building a message.',
      attempts: 0,
    })
    expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
    expect(sandbox.ledger.stanzas()).toEqual([])
  })

  it('refused_479 is final, and the next message looks the recipient up anew', async () => {
    const { sandbox, core, instanceId } = await createLinked()
    sandbox.faults.refuseAck({ recipient: friend, code: 479 })

    const refused = await core.send({ instanceId, to: friend, text: 'refused' })
    const failed = await whenMessage(core, refused.id, 'message.failed')
    const asked = sandbox.ledger.iqCount({ xmlns: 'usync' })
    const next = await core.send({ instanceId, to: friend, text: 'next' })
    await whenMessage(core, next.id, 'message.delivered')

    expect(failed).toMatchObject({ errorCode: 'wa_479', attempts: 1 })
    expect(sandbox.ledger.iqCount({ xmlns: 'usync' })).toBeGreaterThan(asked)
    expect(sandbox.ledger.stanzas()).toHaveLength(2)
  })

  it('in_doubt fails at once where the host wants that, and late proof moves it on', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start({ onUnknown: 'fail' })
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.withholdAck({ recipient: friend })

    const { id } = await core.send({ instanceId, to: friend, text: 'maybe' })
    const shown = await sandbox.contact(friend).waitForMessage()
    sandbox.faults.disconnect(ownNumber)
    const failed = await whenMessage(core, id, 'message.failed')
    sandbox.contact(friend).delivered(shown.waMessageId)
    await whenMessage(core, id, 'message.delivered')

    expect(failed).toMatchObject({ errorCode: 'outcome_unknown', attempts: 1 })
    expect(sandbox.ledger.stanzas()).toHaveLength(1)
  })
})
