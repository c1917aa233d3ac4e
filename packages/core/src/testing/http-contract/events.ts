import assert from 'node:assert/strict'
import type { Customer } from './accounts.ts'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import type { SeenEvent, SeenStream } from './event-client.ts'
import { openEvents } from './event-client.ts'
import { expectBody, expectError, expectId, expectRetryAfter, expectTime } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'

const path = '/api/v1/events'

/** The stream of what happens. */
export const events: Readonly<Record<string, Check>> = {
  'events: a stream tells each step as it is stored, and nothing of another account': async (harness) => {
    const [customer, stranger] = [await newCustomer(harness), await newCustomer(harness)]
    const stream = await open(harness, customer)

    await newInstance(harness, stranger)
    const instanceId = await newInstance(harness, customer)
    const id = await sendAndCancel(harness, customer, instanceId)
    const seen = await stream.until(isCancelled(id))
    stream.cut()

    const ofMessage = { instance_id: instanceId, message_id: id, error_code: null }
    assert.deepEqual(seen.map(withoutIdAndTime), [
      {
        event: 'instance.status',
        data: { type: 'instance.status', instance_id: instanceId, status: 'waiting_scan', status_reason: null },
      },
      { event: 'message.queued', data: { type: 'message.queued', ...ofMessage, status: 'queued' } },
      { event: 'message.cancelled', data: { type: 'message.cancelled', ...ofMessage, status: 'cancelled' } },
    ])
    for (const { data } of seen) expectTime(data.at)
    const ids = seen.map(({ data }) => expectId(data.id))
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((first, second) => first - second),
    )
    assert.equal(stream.lastEventId(), String(ids.at(-1)))
  },

  'events: the answer is a stream for no cache and no buffer, with the headers of the host': async (harness) => {
    const stream = await open(harness, await newCustomer(harness))
    stream.cut()

    assert.equal(stream.status, 200)
    assert.match(String(stream.headers['content-type']), /^text\/event-stream\b/)
    assert.match(String(stream.headers['cache-control']), /\bno-store\b/)
    assert.equal(stream.headers['x-accel-buffering'], 'no')
    assert.equal(stream.headers['content-length'], undefined)
    assert.equal(stream.headers['x-host'], 'here')
  },

  'events: who was cut off goes on where it stopped, by the header or the address': async (harness) => {
    const customer = await newCustomer(harness)
    const first = await open(harness, customer)
    const instanceId = await newInstance(harness, customer)
    await first.next()
    first.cut()
    const id = await sendAndCancel(harness, customer, instanceId)

    const second = await open(harness, customer, { after: first.lastEventId() })
    const queued = await second.next()
    second.cut()
    // A client that comes back to the address that it was given first names what it saw last in the header.
    const third = await open(harness, customer, { after: String(queued?.data.id), query: '?last_event_id=0' })
    const rest = await third.until(isCancelled(id))
    third.cut()
    const fourth = await open(harness, customer, { query: `?last_event_id=${first.lastEventId()}` })
    const again = await fourth.until(isCancelled(id))
    fourth.cut()

    assert.equal(queued?.event, 'message.queued')
    assert.deepEqual(rest.map(nameOf), ['message.cancelled'])
    assert.deepEqual(again.map(nameOf), ['message.queued', 'message.cancelled'])
  },

  'events: who was cut off before the first event misses nothing': async (harness) => {
    const customer = await newCustomer(harness)
    const first = await open(harness, customer)
    first.cut()
    await newInstance(harness, customer)

    const second = await open(harness, customer, { after: first.lastEventId() })

    assert.equal((await second.next())?.event, 'instance.status')
    second.cut()
  },

  'events: only what was asked for is told': async (harness) => {
    const customer = await newCustomer(harness)
    const start = await open(harness, customer)
    start.cut()
    const [one, other] = [await newInstance(harness, customer), await newInstance(harness, customer)]
    await sendAndCancel(harness, customer, one)
    const id = await sendAndCancel(harness, customer, other)

    const ofOne = await open(harness, customer, { after: start.lastEventId(), query: `?instance_id=${other}` })
    const ofType = await open(harness, customer, {
      after: start.lastEventId(),
      query: '?types=message.cancelled,instance.status',
    })
    const [seenOfOne, seenOfType] = [await ofOne.until(isCancelled(id)), await ofType.until(isCancelled(id))]
    ofOne.cut()
    ofType.cut()

    assert.deepEqual(seenOfOne.map(nameOf), ['instance.status', 'message.queued', 'message.cancelled'])
    assert.deepEqual(new Set(seenOfOne.map(({ data }) => data.instance_id)), new Set([other]))
    assert.deepEqual(seenOfType.map(nameOf), [
      'instance.status',
      'instance.status',
      'message.cancelled',
      'message.cancelled',
    ])
  },

  'events: the code to scan is told as it changes, and to who comes later': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const early = await open(harness, customer, { query: '?types=instance.qr' })
    const instanceId = await newInstance(harness, customer)

    const seen = await early.next()
    early.cut()
    const late = await open(harness, customer, { query: '?types=instance.qr' })
    const seenLate = await late.next()
    late.cut()
    const shown = expectBody(await ask(harness, `GET /api/v1/instances/${instanceId}/qr`, { key }), 200)

    assert.equal(seen?.data.instance_id, instanceId)
    assert.equal(seen?.data.id, undefined)
    for (const each of [seen, seenLate]) {
      assert.equal(each?.event, 'instance.qr')
      assert.match(String(each?.data.qr_base64), /^data:image\/png;base64,/)
      assert.match(String(each?.data.qr_text), /^https:\/\//)
      expectTime(each?.data.expires_at)
    }
    assert.equal(typeof shown.qr_text, 'string')
  },

  'events: an id that was never given begins with a gap': async (harness) => {
    const customer = await newCustomer(harness)
    const instanceId = await newInstance(harness, customer)

    const stream = await open(harness, customer, { after: '999999999999' })
    const gap = await stream.next()
    const id = await sendAndCancel(harness, customer, instanceId)
    const rest = await stream.until(isCancelled(id))
    stream.cut()

    assert.equal(gap?.event, 'stream.gap')
    assert.equal(gap?.data.after, 999_999_999_999)
    assert.equal(typeof gap?.data.resumes_after, 'number')
    assert.deepEqual(rest.map(nameOf), ['message.queued', 'message.cancelled'])
  },

  'events: what cannot be understood is refused with what to write instead': async (harness) => {
    const { key } = await newCustomer(harness)
    const bad = [
      { query: '?last_event_id=latest', names: /last_event_id: must be the id of an event/ },
      { query: '?last_event_id=-1', names: /last_event_id/ },
      { query: '?types=message.sent,message.gone', names: /types: must be some of message\.queued/ },
      { query: '?instance_id=abc', names: /instance_id: must be the id of an instance/ },
      { query: '?type=message.sent', names: /^type: is no parameter .* takes instance_id, types, last_event_id\.$/ },
    ]

    for (const { query, names } of bad) {
      assert.match(expectError(await ask(harness, `GET ${path}${query}`, { key }), 400, 'invalid_request').error, names)
    }
    const headers = { 'last-event-id': 'latest' }
    const { error } = expectError(await ask(harness, `GET ${path}`, { key, headers }), 400, 'invalid_request')
    assert.match(error, /Last-Event-ID/)
    expectError(await ask(harness, `GET ${path}?instance_id=0`, { key }), 404, 'instance_not_found')
  },

  'events: HEAD is answered like GET, and ends': async (harness) => {
    const { key } = await newCustomer(harness)

    const head = await ask(harness, `HEAD ${path}`, { key })

    assert.equal(head.status, 200)
    assert.match(String(head.headers['content-type']), /^text\/event-stream\b/)
    assert.equal(head.bytes.length, 0)
  },

  'events: an account has so many streams and no more, and one that ends makes room': async (harness) => {
    const customer = await newCustomer(harness)
    const { key, accountId } = customer
    const own = harness.core.account(accountId).events
    const endings = Array.from({ length: 20 }, () => new AbortController())
    for (const { signal } of endings) await own.stream({ signal })

    const refused = await ask(harness, `GET ${path}`, { key })
    const other = await open(harness, await newCustomer(harness))
    other.cut()
    endings.pop()?.abort()
    const taken = await open(harness, customer)
    taken.cut()
    for (const ending of endings) ending.abort()

    expectError(refused, 429, 'too_many_streams')
    expectRetryAfter(refused)
    assert.deepEqual([other.status, taken.status], [200, 200])
  },
}

const open = (
  { origin, prefix }: HttpContractHarness,
  { key }: Customer,
  from: { readonly after?: string; readonly query?: string } = {},
): Promise<SeenStream> =>
  openEvents(`${origin}${prefix}${path}${from.query ?? ''}`, {
    'x-api-key': key,
    ...(from.after === undefined ? {} : { 'last-event-id': from.after }),
  })

const sendAndCancel = async (
  harness: HttpContractHarness,
  { accountId, key }: Customer,
  instanceId: number,
): Promise<number> => {
  const json = { instance_id: instanceId, to: '201001234567', text: 'Hello' }
  const id = expectId(expectBody(await ask(harness, 'POST /api/v1/messages/send', { key, json }), 202).id)
  await harness.core.account(accountId).messages.cancel(id)
  return id
}

const isCancelled =
  (id: number) =>
  ({ event, data }: SeenEvent): boolean =>
    event === 'message.cancelled' && data.message_id === id

const nameOf = ({ event }: SeenEvent): string => event

const withoutIdAndTime = ({ event, data: { id: _id, at: _at, ...data } }: SeenEvent) => ({ event, data })
