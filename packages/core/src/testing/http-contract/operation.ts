import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import type { Answer } from './client.ts'
import { ask } from './client.ts'
import { expectBody, expectError } from './expect.ts'
import type { Check } from './harness.ts'

/** Reads an answer in Prometheus' text format, a sample a line. */
const samplesOf = (answer: Answer): readonly string[] => {
  assert.equal(answer.status, 200)
  assert.match(String(answer.headers['content-type']), /^text\/plain\b.*version=0\.0\.4/u)
  const samples = answer.bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  for (const sample of samples) assert.match(sample, /^khabeer_\w+(\{(\w+="[^"\\]*",?)+\})? [-+.\deInf]+$/u)
  return samples
}

const isOf = (id: number) => (sample: string) => sample.includes(`instance="${id}"`)

/** What is told to load balancers and to Prometheus. */
export const operation: Readonly<Record<string, Check>> = {
  'health: both are told without a key': async (harness) => {
    assert.deepEqual(expectBody(await ask(harness, 'GET /api/v1/health/live'), 200), { status: 'live' })
    assert.deepEqual(expectBody(await ask(harness, 'GET /api/v1/health/ready'), 200), { status: 'ready' })
    assert.equal((await ask(harness, 'HEAD /api/v1/health/ready')).status, 200)
    expectError(await ask(harness, 'GET /api/v1/health'), 404, 'not_found')
  },

  'metrics: a key sees the numbers and the quota of its account, and nothing of another': async (harness) => {
    const shop = await newCustomer(harness, { dailyMessages: 5 })
    const other = await newCustomer(harness)
    const id = await newInstance(harness, shop)
    const foreign = await newInstance(harness, other)
    const json = { instance_id: id, to: '201001234567', text: 'Hi' }
    expectBody(await ask(harness, 'POST /api/v1/messages/send', { key: shop.key, json }), 202)

    const samples = samplesOf(await ask(harness, 'GET /api/v1/metrics', { key: shop.key }))

    assert.deepEqual(samples.filter(isOf(id)).toSorted(), [
      `khabeer_instance_connected{instance="${id}"} 0`,
      `khabeer_instance_restricted{instance="${id}"} 0`,
      `khabeer_queue_messages{instance="${id}"} 1`,
      ...samples.filter((sample) => sample.startsWith(`khabeer_queue_oldest_seconds{instance="${id}"}`)),
    ])
    assert.deepEqual(samples.filter(isOf(foreign)), [])
    assert.ok(samples.includes('khabeer_quota_used{period="daily"} 1'))
    assert.ok(samples.includes('khabeer_quota_limit{period="daily"} 5'))
    assert.deepEqual(
      samples.filter((sample) => /_total|_owned/u.test(sample)),
      [],
    )
    expectError(await ask(harness, 'GET /api/v1/metrics'), 401)
  },

  'metrics: the admin key sees what the process counted for all': async (harness) => {
    const shop = await newCustomer(harness)
    const id = await newInstance(harness, shop)
    const json = { instance_id: id, to: '201001234567', text: 'Hi' }
    expectBody(await ask(harness, 'POST /api/v1/messages/send', { key: shop.key, json }), 202)

    for (const headers of [{ 'x-admin-key': harness.adminKey }, { authorization: `Bearer ${harness.adminKey}` }]) {
      const samples = samplesOf(await ask(harness, 'GET /api/v1/metrics', { headers }))
      assert.ok(samples.some((sample) => /^khabeer_messages_accepted_total [1-9]/u.test(sample)))
      assert.ok(
        samples.some((sample) =>
          sample.startsWith('khabeer_http_requests_total{route="POST /messages/send",status="202"} '),
        ),
      )
      assert.doesNotMatch(samples.join('\n'), /201001234567|khb_|Main Store/u)
    }
  },
}
