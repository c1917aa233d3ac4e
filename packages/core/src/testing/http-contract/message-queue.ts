import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { Customer } from './accounts.ts'
import { newCustomer, newInstance, nextEvent } from './accounts.ts'
import { ask } from './client.ts'
import type { Body } from './expect.ts'
import { expectBody, expectError, expectId, expectTime, toBody } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'

const send = 'POST /api/v1/messages/send'
const sendBulk = 'POST /api/v1/messages/send-bulk'
const recipient = '201001234567'
const other = '201009999999'

const post = async (harness: HttpContractHarness, { key }: Pick<Customer, 'key'>, json: unknown): Promise<number> =>
  expectId(expectBody(await ask(harness, send, { key, json }), 202).id)

const list = async (
  harness: HttpContractHarness,
  { key }: Customer,
  query: string,
): Promise<{ readonly ids: readonly number[]; readonly messages: readonly Body[]; readonly cursor: unknown }> => {
  const body = expectBody(await ask(harness, `GET /api/v1/messages${query}`, { key }), 200)
  assert.ok(Array.isArray(body.messages))
  const messages = body.messages.map(toBody)
  return { ids: messages.map(({ id }) => expectId(id)), messages, cursor: body.next_cursor }
}

const usedToday = async (harness: HttpContractHarness, { key }: Customer): Promise<unknown> =>
  toBody(expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200).daily).used

/** Messages are listed, withdrawn and sent anew. */
export const messageQueue: Readonly<Record<string, Check>> = {
  'messages: come page by page, the newest first, whatever is added meanwhile': async (harness) => {
    const customer = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)
    const messages = Array.from({ length: 5 }, () => ({ to: recipient, text: 'Hello' }))
    const bulk = await ask(harness, sendBulk, { key: customer.key, json: { instance_id, messages } })
    const answered = expectBody(bulk, 202).messages
    assert.ok(Array.isArray(answered))
    const sent = answered.map((message) => expectId(toBody(message).id))

    const seen: number[] = []
    let query = '?limit=2'
    for (let page = 0; page < 3; page += 1) {
      const { ids, cursor } = await list(harness, customer, query)
      seen.push(...ids)
      await post(harness, customer, { instance_id, to: recipient, text: 'Meanwhile' })
      assert.equal(typeof cursor, page < 2 ? 'string' : 'object')
      query = `?limit=2&cursor=${cursor}`
    }

    assert.deepEqual(seen, sent.toReversed())
    assert.equal((await list(harness, customer, '')).ids.length, 8)
  },

  'messages: a list shows each as it is shown by its id, and nothing of another account': async (harness) => {
    const customer = await newCustomer(harness)
    const stranger = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)
    const id = await post(harness, customer, { instance_id, to: recipient, text: 'Hello' })

    const { messages, cursor } = await list(harness, customer, '')

    const single = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key: customer.key }), 200)
    assert.deepEqual({ messages, cursor }, { messages: [single], cursor: null })
    for (const query of ['', `?instance_id=${instance_id}`, `?to=${recipient}`, '?status=queued']) {
      assert.deepEqual(await list(harness, stranger, query), { ids: [], messages: [], cursor: null })
    }
  },

  'messages: are filtered by instance, recipient, status, time and error code': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const branch = await newInstance(harness, customer)
    const first = await post(harness, customer, { instance_id, to: recipient, text: 'Hello' })
    const second = await post(harness, customer, { instance_id, to: other, text: 'Hello' })
    const third = await post(harness, customer, { instance_id: branch, to: recipient, text: 'Hello' })
    expectBody(await ask(harness, `POST /api/v1/messages/${second}/cancel`, { key }), 200)
    const all = [third, second, first]

    const rows: readonly (readonly [query: string, ids: readonly number[]])[] = [
      [`instance_id=${branch}`, [third]],
      ['instance_id=999999999', []],
      [`to=${recipient}`, [third, first]],
      ['to=%2B20+100-123-4567', [third, first]],
      ['status=cancelled', [second]],
      ['status=cancelled,queued', all],
      ['status=queued&status=cancelled', all],
      ['status=failed', []],
      [`status=queued&to=${recipient}&instance_id=${instance_id}`, [first]],
      ['queued_from=2026-01-01T00:00:00Z&queued_to=2100-01-01T00:00:00+02:00', all],
      ['queued_to=2026-01-01T00:00:00%2B02:00', []],
      ['error_code=not_on_whatsapp', []],
    ]
    for (const [query, ids] of rows) {
      assert.deepEqual((await list(harness, customer, `?${query}`)).ids, ids, query)
    }
  },

  'messages: a filter that cannot be is refused with what to write': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    for (let count = 0; count < 2; count += 1) await post(harness, customer, { instance_id, to: recipient, text: 'Hi' })
    const { cursor } = await list(harness, customer, '?limit=1')

    const rows: readonly (readonly [query: string, words: RegExp])[] = [
      ['limit=0', /limit.*1 to 100/],
      ['limit=101', /limit.*1 to 100/],
      ['limit=ten', /limit.*1 to 100/],
      ['status=done', /status.*queued, sending/],
      ['status=', /status.*queued, sending/],
      ['status=failed,done', /status.*queued, sending/],
      ['instance_id=first', /instance_id.*whole number/],
      ['instance_id=1&instance_id=2', /instance_id.*whole number/],
      ['to=01001234567', /to.*country code/],
      ['to=', /to: is empty/],
      ['queued_from=yesterday', /queued_from.*ISO 8601/],
      ['queued_to=2026-01-01T00:00:00', /queued_to.*offset/],
      ['queued_from=2026-01-02T00:00:00Z&queued_to=2026-01-01T00:00:00Z', /queued_to.*later than queued_from/],
      ['error_code=Not%20there', /error_code/],
      ['cursor=', /cursor.*damaged/],
      [`cursor=${cursor}x`, /cursor.*damaged/],
      [`cursor=${String(cursor).slice(1)}`, /cursor.*damaged/],
      ['recipient=201001234567', /recipient.*is no parameter.*instance_id/],
    ]
    for (const [query, words] of rows) {
      const { error } = expectError(await ask(harness, `GET /api/v1/messages?${query}`, { key }), 400)
      assert.match(error, words, query)
    }
  },

  'cancel: a queued message is withdrawn, gives its unit back, and stays so': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 10 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const id = await post(harness, customer, { instance_id, to: recipient, text: 'Hello' })
    const cancel = `POST /api/v1/messages/${id}/cancel`

    const first = await ask(harness, cancel, { key })
    const second = await ask(harness, cancel, { key })

    assert.equal(expectBody(first, 200).status, 'cancelled')
    assert.equal(second.bytes.toString(), first.bytes.toString())
    assert.deepEqual(expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 200), first.json())
    assert.equal(await usedToday(harness, customer), 0)
  },

  'cancel, retry and events: of a message that was delivered': async (harness) => {
    const linked = await harness.linked()
    const { key } = linked
    const to = String(201_100_000_000 + randomInt(90_000_000))
    const delivered = nextEvent(harness.core, 'message.delivered', ({ message }) => message.to === to)
    const id = await post(harness, linked, { instance_id: linked.instanceId, to, text: 'Hello' })
    await delivered

    expectError(await ask(harness, `POST /api/v1/messages/${id}/cancel`, { key }), 409, 'already_sending')
    expectError(await ask(harness, `POST /api/v1/messages/${id}/retry`, { key }), 409, 'not_retryable')
    const answer = await ask(harness, `GET /api/v1/messages/${id}/events`, { key })

    const { events } = expectBody(answer, 200)
    assert.ok(Array.isArray(events))
    const steps = events.map(toBody).slice(0, 4)
    assert.deepEqual(
      steps.map(({ status, attempts, error_code }) => [status, attempts, error_code]),
      [
        ['queued', 0, null],
        ['sending', 1, null],
        ['sent', 1, null],
        ['delivered', 1, null],
      ],
    )
    for (const { at } of steps) expectTime(at)
    assert.doesNotMatch(answer.bytes.toString(), new RegExp(`Hello|${to}`))
  },

  'retry: makes a new message that counts anew and knows the old one': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 1 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const json = { instance_id, to: recipient, text: 'Hello', priority: 'high' }
    const id = await post(harness, customer, json)
    const retry = `POST /api/v1/messages/${id}/retry`
    expectError(await ask(harness, retry, { key }), 409, 'not_retryable')
    expectBody(await ask(harness, `POST /api/v1/messages/${id}/cancel`, { key }), 200)

    const headers = { 'idempotency-key': 'again' }
    const first = await ask(harness, retry, { key, headers })
    const replayed = await ask(harness, retry, { key, headers })
    const beyond = await ask(harness, retry, { key })

    const body = expectBody(first, 202)
    const newId = expectId(body.id)
    assert.notEqual(newId, id)
    assert.deepEqual(body, { id: newId, status: 'queued', retry_of: id })
    assert.equal(replayed.bytes.toString(), first.bytes.toString())
    assert.equal(replayed.headers['idempotent-replayed'], 'true')
    expectError(beyond, 429, 'quota_exceeded')
    const message = expectBody(await ask(harness, `GET /api/v1/messages/${newId}`, { key }), 200)
    const { to_phone, type, status, priority, retry_of } = message
    assert.deepEqual(
      { to_phone, type, status, priority, retry_of },
      { to_phone: recipient, type: 'text', status: 'queued', priority: 'high', retry_of: id },
    )
    assert.equal(await usedToday(harness, customer), 1)
  },

  'delete messages: withdraws the queued ones that a filter means': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 10 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const first = await post(harness, customer, { instance_id, to: recipient, text: 'Hello' })
    const second = await post(harness, customer, { instance_id, to: other, text: 'Hello' })
    const third = await post(harness, customer, { instance_id, to: recipient, text: 'Hello' })
    const remove = (query: string) => ask(harness, `DELETE /api/v1/messages${query}`, { key })

    assert.match(expectError(await remove(''), 400, 'invalid_request').error, /at least one of.*instance_id/)
    assert.match(expectError(await remove('?statuss=queued'), 400).error, /statuss.*is no parameter/)
    expectError(await remove('?to=Ahmed'), 400, 'invalid_recipient')
    assert.equal(await usedToday(harness, customer), 3)
    assert.deepEqual(expectBody(await remove('?instance_id=999999999'), 200), { cancelled: 0 })
    assert.deepEqual(expectBody(await remove(`?to=${recipient}`), 200), { cancelled: 2 })

    assert.deepEqual((await list(harness, customer, '?status=cancelled')).ids, [third, first])
    assert.deepEqual((await list(harness, customer, '?status=queued')).ids, [second])
    assert.equal(await usedToday(harness, customer), 1)
    assert.deepEqual(expectBody(await remove('?queued_from=2026-01-01T00:00:00Z'), 200), { cancelled: 1 })
    assert.equal(await usedToday(harness, customer), 0)
  },
}
