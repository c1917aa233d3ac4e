import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startMediaServer } from './support/media-server.ts'
import { PageError, pageClient } from './support/page-client.ts'
import { readQrPicture } from './support/qr-camera.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { runAdmin, startStandalone } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const key = 'the-key-of-this-test-01'
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const refusal = async (call: Promise<unknown>): Promise<{ readonly status: number; readonly error: string }> => {
  try {
    await call
  } catch (error) {
    if (error instanceof PageError) return { status: error.status, error: error.message }
    throw error
  }
  throw new Error('It was not refused.')
}
const refused = (status: number, words: RegExp) => ({ status, error: expect.stringMatching(words) })

describe('a client written from the published page', () => {
  it('links a number, sends, tracks and deletes on every route', async () => {
    const folder = temporaryFolder()
    const sandbox = await startSandboxProcess(folder)
    const mediaHost = await startMediaServer({
      '/photo.png': { mimetype: 'image/png', bytes: png },
      '/invoice.pdf': { mimetype: 'application/pdf', bytes: pdf },
    })
    const { baseUrl } = await startStandalone(join(folder, 'khabeer.db'), {
      ...sandbox.settings,
      KHABEER_API_KEY: key,
      KHABEER_PACING: '10/1s',
      KHABEER_PLAN_MONTHLY: '1000',
      KHABEER_PLAN_DAILY: '500',
      KHABEER_MEDIA_ALLOW: mediaHost,
    })
    const client = pageClient(baseUrl, key)

    const created = await client.createInstance({ name: 'Main Store Number' })
    expect(created).toMatchObject({
      id: expect.any(Number),
      status: 'waiting_scan',
      qr_url: `/api/v1/instances/${created.id}/qr`,
    })

    const picture = await until(
      'there is a QR code',
      30_000,
      async () => (await client.qr(created.id)).qr_base64 ?? null,
    )
    expect(picture).toMatch(/^data:image\/png;base64,iVBORw0/)
    const image = await client.qrImage(created.id)
    expect(image.type).toBe('image/png')
    await sandbox.scanQr('201093619140', readQrPicture(image.bytes))
    const linked = await until('it is connected', 30_000, async () => {
      const answer = await client.qr(created.id)
      return answer.status === 'connected' ? answer : null
    })
    expect(linked).toEqual({ status: 'connected', phone: '201093619140' })

    const shape = {
      id: created.id,
      name: 'Main Store Number',
      phone: '201093619140',
      status: 'connected',
      created_at: expect.stringMatching(iso),
    }
    expect(await client.instances()).toEqual([expect.objectContaining(shape)])
    expect(await client.instance(created.id)).toMatchObject(shape)

    const from = { instance_id: created.id, to: '201001234567' }
    const text = await client.send({ ...from, type: 'text', text: 'Hello from the API 👋' })
    const photo = await client.send({
      ...from,
      type: 'image',
      content: { url: `http://${mediaHost}/photo.png`, caption: 'Look' },
    })
    const invoice = await client.send({
      ...from,
      type: 'document',
      content: { url: `http://${mediaHost}/invoice.pdf`, filename: 'invoice.pdf', mimetype: 'application/pdf' },
    })
    expect(text).toMatchObject({ id: expect.any(Number), status: 'queued' })
    const bulk = await client.sendBulk({
      instance_id: created.id,
      messages: [
        { to: '201001234567', text: 'Hi Ahmed' },
        { to: '201009999999', text: 'Hi Sara' },
      ],
    })
    expect(bulk).toMatchObject({
      queued: 2,
      messages: [
        { id: expect.any(Number), to: '201001234567', status: 'queued' },
        { id: expect.any(Number), to: '201009999999', status: 'queued' },
      ],
    })

    for (const { id } of [text, photo, invoice, ...bulk.messages]) {
      const delivered = await until(`message ${id} is delivered`, 60_000, async () => {
        const message = await client.message(id)
        return message.status === 'delivered' ? message : null
      })
      expect(delivered).toMatchObject({
        id,
        to_phone: expect.stringMatching(/^2010\d{8}$/),
        error: null,
        queued_at: expect.stringMatching(iso),
        sent_at: expect.stringMatching(iso),
      })
    }
    expect((await client.message(photo.id)).type).toBe('image')
    expect((await sandbox.shownTo('201001234567')).map(({ content }) => content)).toMatchObject([
      { kind: 'text', text: 'Hello from the API 👋' },
      { kind: 'image', caption: 'Look', sha256: sha256(png) },
      { kind: 'document', fileName: 'invoice.pdf', mimetype: 'application/pdf', sha256: sha256(pdf) },
      { kind: 'text', text: 'Hi Ahmed' },
    ])

    expect(await client.usage()).toMatchObject({
      monthly: { used: 5, limit: 1000, remaining: 995, percentage: 0 },
      daily: { used: 5, limit: 500, remaining: 495, percentage: 1 },
    })
    expect(await client.deleteInstance(created.id)).toMatchObject({ status: 'disconnected' })
    expect(await refusal(client.instance(created.id))).toEqual(refused(404, /./))
    expect(await client.message(text.id)).toMatchObject({ id: text.id, status: 'delivered' })
  }, 180_000)

  it('gets 400, 401, 403, 404 and 429 where the page says so, each with words', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const { baseUrl } = await startStandalone(database, {
      // Nothing is to be reached from here: no number is linked in this test.
      KHABEER_WHATSAPP_URL: 'ws://127.0.0.1:9/',
      KHABEER_API_KEY: key,
      KHABEER_PLAN_MONTHLY: '3',
      KHABEER_PLAN_INSTANCES: '1',
    })
    const client = pageClient(baseUrl, key)
    const { id } = await client.createInstance({ name: 'Main Store Number' })
    const message = { instance_id: id, to: '201001234567', text: 'Hello' }

    // 400: invalid phone number or missing field.
    expect(await refusal(client.send({ ...message, to: '01001234567' }))).toEqual(refused(400, /\w/))
    expect(await refusal(client.send({ ...message, to: 'Ahmed' }))).toEqual(refused(400, /\w/))
    expect(await refusal(client.send({ ...message, text: undefined }))).toEqual(refused(400, /text/))
    expect(await refusal(client.send({ ...message, instance_id: undefined }))).toEqual(refused(400, /instance_id/))
    expect(await refusal(client.send({ ...message, type: 'image' }))).toEqual(refused(400, /content/))
    expect(await refusal(client.sendBulk({ instance_id: id, messages: [] }))).toEqual(refused(400, /messages/))
    expect(await refusal(client.createInstance({}))).toEqual(refused(400, /name/))

    // 401: missing or invalid API key.
    expect(await refusal(pageClient(baseUrl, null).usage())).toEqual(refused(401, /key/))
    expect(await refusal(pageClient(baseUrl, 'khb_wrong').send(message))).toEqual(refused(401, /key/))

    // 403: plan limit reached.
    expect(await refusal(client.createInstance({ name: 'Second' }))).toEqual(refused(403, /1/))

    // 404: resource not found.
    expect(await refusal(client.message(999))).toEqual(refused(404, /999/))
    expect(await refusal(client.instance(999))).toEqual(refused(404, /999/))
    expect(await refusal(client.qr(999))).toEqual(refused(404, /999/))
    expect(await refusal(client.deleteInstance(999))).toEqual(refused(404, /999/))
    expect(await refusal(client.send({ ...message, instance_id: 999 }))).toEqual(refused(404, /999/))
    expect(await refusal(client.get('/nothing'))).toEqual(refused(404, /\w/))

    // 429: monthly or daily message limit reached.
    await client.send(message)
    const three = Array.from({ length: 3 }, () => ({ to: message.to, text: 'Hello' }))
    expect(await refusal(client.sendBulk({ instance_id: id, messages: three }))).toEqual(refused(429, /month/i))
    expect((await client.usage()).monthly).toMatchObject({ used: 1, limit: 3, remaining: 2, percentage: 33 })
    await runAdmin(database, 'account', 'plan', 'default', '--daily', '1')
    expect(await refusal(client.send(message))).toEqual(refused(429, /da(y|ily)/i))

    // 403: account disabled.
    await runAdmin(database, 'account', 'disable', 'default')
    const disabled = await until('the account is disabled', 5_000, async () => {
      const answer = await refusal(client.send(message))
      return answer.status === 403 ? answer : null
    })
    expect(disabled).toEqual(refused(403, /disabled/))
  })
})
