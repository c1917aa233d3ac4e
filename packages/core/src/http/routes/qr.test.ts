import { expect, test } from 'vitest'
import { ask, coreWith, request, scope } from '../stand-in.ts'

const qrOf = (parts: object) =>
  coreWith({
    instances: {
      ...scope().instances,
      qr: async () => ({
        status: 'waiting_scan',
        statusReason: null,
        phone: null,
        qr: null,
        expiresAt: null,
        ...parts,
      }),
    },
  })

test('a QR code comes as a data URI and as a PNG', async () => {
  const core = qrOf({ qr: '2@abc', expiresAt: new Date(0) })

  const json = await ask(core, request('GET /api/v1/instances/5/qr'))
  const image = await ask(core, request('GET /api/v1/instances/5/qr?format=image'))

  expect(json).toMatchObject({
    status: 200,
    body: { value: { status: 'waiting_scan', qr_base64: expect.stringMatching(/^data:image\/png;base64,iVBORw0/) } },
  })
  expect(image).toMatchObject({ status: 200, headers: { 'content-type': 'image/png', 'cache-control': 'no-store' } })
  expect(image?.body.kind === 'bytes' && Buffer.from(image.body.bytes).subarray(1, 4).toString()).toBe('PNG')
})

test('a linked number is shown instead of a code', async () => {
  const core = qrOf({ status: 'connected', phone: '201093619140' })

  const json = await ask(core, request('GET /api/v1/instances/5/qr'))
  const image = await ask(core, request('GET /api/v1/instances/5/qr?format=image'))

  expect(json?.body).toEqual({ kind: 'json', value: { status: 'connected', phone: '201093619140' } })
  expect(image).toMatchObject({
    status: 404,
    body: { value: { code: 'qr_not_available', error: expect.stringContaining('connected') } },
  })
})

test('without a code yet qr_base64 is null', async () => {
  const response = await ask(qrOf({}), request('GET /api/v1/instances/5/qr'))

  expect(response).toMatchObject({ status: 200, body: { value: { qr_base64: null, status: 'waiting_scan' } } })
})

test('a format that does not exist is a 400', async () => {
  const response = await ask(qrOf({}), request('GET /api/v1/instances/5/qr?format=svg'))

  expect(response).toMatchObject({ status: 400, body: { value: { error: expect.stringContaining('format') } } })
})
