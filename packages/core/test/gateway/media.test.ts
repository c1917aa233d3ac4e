import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { onePixelPng, serveFiles } from './file-server.ts'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pdf = Buffer.from('%PDF-1.4\n% a bill\n%%EOF\n')

describe('media', () => {
  it('delivers an image and a document byte for byte and leaves no file behind', async () => {
    const { sandbox, start, file } = await createTestGateway()
    const { host } = await serveFiles({
      '/a.png': { body: onePixelPng, type: 'image/png' },
      '/bill': { body: pdf, type: 'application/pdf' },
    })
    const core = await start({ media: { allow: [host], directory: join(dirname(file), 'media') } })
    const instanceId = await linkInstance(core, sandbox)

    const image = await core.send({
      instanceId,
      to: friend,
      type: 'image',
      content: { url: `http://${host}/a.png`, caption: 'Your order' },
    })
    const document = await core.send({
      instanceId,
      to: friend,
      type: 'document',
      content: { url: `http://${host}/bill`, filename: 'فاتورة.pdf' },
    })
    await whenMessage(core, image.id, 'message.delivered')
    await whenMessage(core, document.id, 'message.delivered')

    expect(
      sandbox
        .contact(friend)
        .inbox()
        .map(({ content }) => content),
    ).toMatchObject([
      { kind: 'image', caption: 'Your order', mimetype: 'image/png', sha256: sha256(onePixelPng) },
      { kind: 'document', fileName: 'فاتورة.pdf', mimetype: 'application/pdf', sha256: sha256(pdf) },
    ])
    const [own = ''] = await readdir(join(dirname(file), 'media'))
    expect(await readdir(join(dirname(file), 'media', own))).toEqual([])
  })

  it('fails what cannot be fetched, gives its unit back and goes on', async () => {
    const { sandbox, start, file } = await createTestGateway()
    const { host } = await serveFiles({ '/page.png': { body: Buffer.from('<html>'), type: 'text/html' } })
    const core = await start({ media: { allow: [host], directory: join(dirname(file), 'media') } })
    const instanceId = await linkInstance(core, sandbox)
    const send = (path: string) =>
      core.send({ instanceId, to: friend, type: 'image', content: { url: `http://${host}${path}` } })

    const missing = await send('/missing.png')
    const html = await send('/page.png')
    const text = await core.send({ instanceId, to: friend, text: 'still works' })
    await whenMessage(core, text.id, 'message.delivered')

    for (const { id } of [missing, html]) {
      expect(await core.messages.get(id)).toMatchObject({
        status: 'failed',
        errorCode: 'media_fetch_failed',
        sentAt: null,
      })
    }
    expect(await core.usage()).toMatchObject({ daily: { used: 1 } })
  })

  it('refuses a private address at once and never asks it', async () => {
    const { start } = await createTestGateway()
    const { host, hits } = await serveFiles({ '/a.png': { body: onePixelPng, type: 'image/png' } })
    const core = await start()
    const { id: instanceId } = await core.instances.create({ name: 'Shop' })

    const sending = core.send({ instanceId, to: friend, type: 'image', content: { url: `http://${host}/a.png` } })

    await expect(sending).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('content.url'),
    })
    expect(hits).toEqual([])
  })
})
