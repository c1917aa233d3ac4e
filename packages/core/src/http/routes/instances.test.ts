import { expect, test } from 'vitest'
import { ask, coreWith, request, scope } from '../stand-in.ts'

test('qr_url carries the place where the host mounted us', async () => {
  const create = async () => ({
    id: 5,
    name: 'Main',
    phone: null,
    status: 'waiting_scan' as const,
    statusReason: null,
    restriction: null,
    heldReason: null,
    heldUntil: null,
    pacing: null,
    metadata: {},
    createdAt: new Date(0),
    connectedAt: null,
    isReplayed: false,
  })
  const core = coreWith({ instances: { ...scope().instances, create } })

  const response = await ask(core, request('POST /api/v1/instances', { prefix: '/wa', json: { name: 'Main' } }))

  expect(response).toMatchObject({
    status: 201,
    body: { value: { id: 5, status: 'waiting_scan', qr_url: '/wa/api/v1/instances/5/qr' } },
  })
})
