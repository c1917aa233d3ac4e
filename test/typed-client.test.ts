import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKhabeerClient, KhabeerApiError } from '../packages/client/src/index.ts'
import { readQrPicture } from './support/qr-camera.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { startStandalone } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const key = 'the-key-of-this-test-01'

const refusalOf = async (call: Promise<unknown>): Promise<KhabeerApiError> => {
  const error = await call.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  )
  if (error instanceof KhabeerApiError) return error
  throw error
}

describe('the typed client', () => {
  it('links a number, sends, polls until it is read, tells the usage and deletes', async () => {
    const folder = temporaryFolder()
    const sandbox = await startSandboxProcess(folder, ['--receipts', 'read'])
    const { baseUrl } = await startStandalone(join(folder, 'khabeer.db'), {
      ...sandbox.settings,
      KHABEER_API_KEY: key,
      KHABEER_PACING: '10/1s',
      KHABEER_PLAN_DAILY: '3',
    })
    const client = createKhabeerClient({ baseUrl, apiKey: key })

    const { id, status } = await client.instances.create({ name: 'Main Store Number' })
    expect(status).toBe('waiting_scan')
    const png = await until('there is a QR code', 30_000, () =>
      client.instances.qrImage(id).catch((error: unknown) => {
        if (error instanceof KhabeerApiError && error.code === 'qr_not_available') return null
        throw error
      }),
    )
    await sandbox.scanQr('201093619140', readQrPicture(Buffer.from(png)))
    await until('it is connected', 30_000, async () =>
      (await client.instances.qr(id)).status === 'connected' ? true : null,
    )
    expect(await client.instances.list()).toEqual([await client.instances.get(id)])

    const text = await client.messages.send(
      { instance_id: id, to: '201001234567', text: 'Your order is ready.' },
      { idempotencyKey: 'order-1' },
    )
    const bulk = await client.messages.sendBulk({
      instance_id: id,
      messages: [
        { to: '201001234567', text: 'Hi Ahmed' },
        { to: '201009999999', text: 'Hi Sara', priority: 'high' },
      ],
    })
    for (const message of [text, ...bulk.messages]) {
      await until(`message ${message.id} is read`, 60_000, async () =>
        (await client.messages.get(message.id)).status === 'read' ? true : null,
      )
    }
    expect((await client.usage()).daily).toMatchObject({ used: 3, limit: 3, remaining: 0, percentage: 100 })

    const full = await refusalOf(client.messages.send({ instance_id: id, to: '201001234567', text: 'One more' }))
    expect(full).toMatchObject({ status: 429, code: 'quota_exceeded', details: { limit: 'daily' } })
    expect(full.retryAfter).toBeGreaterThan(0)
    // The standalone server has the page for people too.
    expect(await (await fetch(`${baseUrl}/docs`)).text()).toContain('<openapi-explorer')
    expect(await client.instances.delete(id)).toEqual({ status: 'disconnected' })
    expect(await refusalOf(client.instances.get(id))).toMatchObject({ status: 404, code: 'instance_not_found' })
  }, 180_000)
})
