import { expect, test, vi } from 'vitest'
import type { ApiRequest } from '../exchange.ts'
import { ask, coreWith, request, scope, usage } from '../stand-in.ts'

const adminKey = 'the-key-of-the-house'

test('metrics are those of the process for an admin, and those of the account for its key', async () => {
  const core = coreWith({ usage, instances: { ...scope().instances, list: async () => [] } })
  const asking = (headers: ApiRequest['headers']) =>
    ask(core, request('GET /api/v1/metrics', { headers }), { adminKey })
  const textOf = (response: Awaited<ReturnType<typeof asking>>) =>
    response?.body.kind === 'bytes' ? Buffer.from(response.body.bytes).toString() : ''

  const all = await asking({ 'x-admin-key': adminKey })
  const own = await asking({ 'x-api-key': 'good' })

  expect(all).toMatchObject({ status: 200, headers: { 'content-type': expect.stringMatching(/^text\/plain/) } })
  expect(textOf(all)).toBe('khabeer_instances_owned 2')
  expect(own).toMatchObject({ status: 200, headers: { 'content-type': expect.stringMatching(/^text\/plain/) } })
  expect(textOf(own)).toContain('khabeer_quota_used{period="daily"} 45')
  expect(textOf(own)).not.toContain('khabeer_instances_owned')
  expect(await asking({})).toMatchObject({ status: 401 })
})

test('each answer is counted by its route and status', async () => {
  const countRequest = vi.fn()
  const core = coreWith({ usage }, { metrics: { ...coreWith().metrics, countRequest } })

  await ask(core, request('GET /api/v1/usage'))
  await ask(core, request('GET /api/v1/messages/%zz'))
  await ask(core, request('GET /orders'))

  expect(countRequest.mock.calls).toEqual([
    ['GET /usage', 200],
    ['malformed', 400],
  ])
})
