import { expect, test, vi } from 'vitest'
import type { Logger } from '../../logger.ts'
import { ask, coreWith, errorCode, request } from '../stand-in.ts'

test('health is told without a key, also while nothing else is served', async () => {
  const core = coreWith(
    {},
    { ready: () => new Promise(() => undefined), health: async () => ({ isReady: false, reason: 'starting' }) },
  )
  const error = vi.fn()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }

  const live = await ask(core, request('GET /api/v1/health/live', { headers: {} }))
  const ready = await ask(core, request('GET /api/v1/health/ready', { headers: {} }))
  const away = await ask(
    coreWith({}, { health: async () => ({ isReady: false, reason: 'storage_failed' }) }),
    request('GET /api/v1/health/ready', { headers: {} }),
    { logger },
  )

  expect(live).toMatchObject({ status: 200, body: { value: { status: 'live' } } })
  expect(ready).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^[1-9]/) },
    ...errorCode('starting'),
  })
  expect(away).toMatchObject({ status: 503, ...errorCode('storage_failed') })
  expect(error).not.toHaveBeenCalled()
  expect(await ask(coreWith(), request('GET /api/v1/health/ready', { headers: {} }))).toMatchObject({ status: 200 })
})
