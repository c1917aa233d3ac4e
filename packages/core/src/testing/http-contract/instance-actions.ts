import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import type { Body } from './expect.ts'
import { expectBody, expectError, expectTime, toBody } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'

const pacing = {
  messages: 5,
  per_ms: 60_000,
  daily_messages: 200,
  warm_up: { first_day: 20, days: 14 },
  quiet_hours: { from: '22:00', to: '08:00' },
  recipient_gap_ms: 10_000,
}

const sendTo = (harness: HttpContractHarness, key: string, instance_id: number) =>
  ask(harness, 'POST /api/v1/messages/send', { key, json: { instance_id, to: '201001234567', text: 'Hello' } })

const contactsOf = (answer: Body): readonly Body[] => {
  assert.ok(Array.isArray(answer.contacts))
  return answer.contacts.map(toBody)
}

/** What can be done with an instance beside linking and removing it, and whom it can look up. */
export const instanceActions: Readonly<Record<string, Check>> = {
  'instances: what is changed is shown, and what is not stays': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)
    const change = (json: unknown) => ask(harness, `PATCH /api/v1/instances/${id}`, { key, json })

    const first = expectBody(await change({ name: ' Branch ', metadata: { city: 'القاهرة 🏙️', note: '' } }), 200)
    const second = expectBody(await change({ pacing }), 200)
    const listed = (await ask(harness, 'GET /api/v1/instances', { key })).json()
    const third = expectBody(await change({ pacing: null, metadata: {} }), 200)

    const metadata = { city: 'القاهرة 🏙️', note: '' }
    assert.deepEqual([first.name, first.pacing, first.metadata], ['Branch', null, metadata])
    assert.deepEqual(second, { ...first, pacing })
    assert.deepEqual(listed, [second])
    assert.deepEqual(third, { ...first, metadata: {} })
  },

  'instances: a change that is wrong is named, every part of it, and changes nothing': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`key ${index}`, '']))
    const rows: readonly (readonly [json: unknown, fields: readonly string[]])[] = [
      [{}, ['']],
      [{ nothing: 'of ours' }, ['nothing', '']],
      [{ name: 'Branch', pacings: pacing }, ['pacings']],
      [{ name: '' }, ['name']],
      [{ name: 'a\u0000b' }, ['name']],
      [{ name: null }, ['name']],
      [{ pacing: {} }, ['pacing.messages', 'pacing.per_ms']],
      [{ pacing: { messages: 1, per_ms: 0 } }, ['pacing.per_ms']],
      [{ pacing: { ...pacing, warm_up: { first_day: 0, days: 1 } } }, ['pacing.warm_up.first_day']],
      [{ pacing: { ...pacing, daily_messages: undefined } }, ['pacing.warm_up']],
      [{ pacing: { ...pacing, speed: 'fast' } }, ['pacing']],
      [{ pacing: 'fast' }, ['pacing']],
      [{ metadata: null }, ['metadata']],
      [{ metadata: ['a'] }, ['metadata']],
      [{ metadata: { a: 1 } }, ['metadata']],
      [{ metadata: { '': 'a' } }, ['metadata']],
      [{ metadata: { a: '\ud800' } }, ['metadata']],
      [{ metadata: { a: 'x'.repeat(4_096) } }, ['metadata']],
      [{ metadata: many }, ['metadata']],
      [{ name: '', pacing: { messages: 0, per_ms: 1 }, metadata: 7 }, ['name', 'pacing.messages', 'metadata']],
    ]

    for (const [json, fields] of rows) {
      const answer = await ask(harness, `PATCH /api/v1/instances/${id}`, { key, json })
      const { problems } = expectError(answer, 400, 'invalid_request').details
      assert.ok(Array.isArray(problems))
      assert.deepEqual(
        problems.map(({ field }) => field),
        fields,
        JSON.stringify(json),
      )
    }
    const {
      name,
      pacing: stored,
      metadata,
    } = expectBody(await ask(harness, `GET /api/v1/instances/${id}`, { key }), 200)
    assert.deepEqual([name, stored, metadata], ['Main Store Number', null, {}])
  },

  'instances: a queue is paused and resumed, and tells how much waits and since when': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)
    for (const _ of [1, 2]) expectBody(await sendTo(harness, key, id), 202)

    const paused = expectBody(await ask(harness, `POST /api/v1/instances/${id}/pause`, { key }), 200)
    const resumed = expectBody(await ask(harness, `POST /api/v1/instances/${id}/resume`, { key }), 200)

    assert.deepEqual([paused.id, paused.held_reason, paused.held_until], [id, 'paused', null])
    assert.deepEqual([paused.queued, paused.queued_more], [2, false])
    expectTime(paused.oldest_queued_at)
    assert.deepEqual([resumed.held_reason, resumed.oldest_queued_at], [null, paused.oldest_queued_at])
  },

  'instances: without a number there is nothing to unlink, and a restart shows a code again': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)

    const loggedOut = expectBody(await ask(harness, `POST /api/v1/instances/${id}/logout`, { key }), 200)
    const restarted = expectBody(await ask(harness, `POST /api/v1/instances/${id}/restart`, { key }), 200)
    const shown = expectBody(await ask(harness, `GET /api/v1/instances/${id}/qr`, { key }), 200)

    assert.deepEqual(
      [loggedOut.status, restarted.status, shown.status],
      ['waiting_scan', 'waiting_scan', 'waiting_scan'],
    )
    assert.match(String(shown.qr_text), /./)
  },

  'pairing code: one for the phone that is named, and none for what is no number': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const path = `POST /api/v1/instances/${await newInstance(harness, customer)}/pairing-code`

    const given = expectBody(await ask(harness, path, { key, json: { phone: '+49 1511 2345678' } }), 200)

    assert.match(String(given.code), /^[A-Z0-9]{8}$/)
    assert.equal(given.phone, '4915112345678')
    for (const json of [{}, { phone: 7 }, { phone: '01093619140' }, { phone: 'me' }]) {
      const { problems } = expectError(await ask(harness, path, { key, json }), 400, 'invalid_recipient').details
      assert.ok(Array.isArray(problems) && problems[0]?.field === 'phone')
    }
  },

  'contacts: each number is told in its place, and pending while nobody can ask': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const linked = await harness.linked()
    const check = async (asking: { readonly key: string; readonly json: unknown }) =>
      expectBody(await ask(harness, 'POST /api/v1/contacts/check', asking), 200)
    const pending = { status: 'pending', wa_phone: null, checked_at: null }

    const offline = await check({
      key,
      json: { instance_id, phones: ['+20 100 123 4567', '201009999999', '201001234567'] },
    })
    const online = await check({
      key: linked.key,
      json: { instance_id: linked.instanceId, phones: ['201009999999', '201001234567'] },
    })

    assert.equal(offline.instance_status, 'waiting_scan')
    assert.deepEqual(contactsOf(offline), [
      { phone: '201001234567', ...pending },
      { phone: '201009999999', ...pending },
      { phone: '201001234567', ...pending },
    ])
    assert.equal(online.instance_status, 'connected')
    assert.deepEqual(
      contactsOf(online).map(({ phone, status, wa_phone }) => ({ phone, status, wa_phone })),
      ['201009999999', '201001234567'].map((phone) => ({ phone, status: 'exists', wa_phone: null })),
    )
    for (const { checked_at } of contactsOf(online)) expectTime(checked_at)
  },

  'contacts: what is no list of 1 to 50 possible numbers is named by its place': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const check = (phones: unknown) =>
      ask(harness, 'POST /api/v1/contacts/check', { key, json: { instance_id, phones } })

    for (const phones of [undefined, 'all', [], Array.from({ length: 51 }, () => '201001234567')]) {
      expectError(await check(phones), 400, 'invalid_request')
    }
    const { problems } = expectError(await check(['201001234567', '0100', null]), 400, 'invalid_recipient').details
    assert.ok(Array.isArray(problems))
    assert.deepEqual(
      problems.map(({ index, field }) => [index, field]),
      [
        [1, 'phones'],
        [2, 'phones'],
      ],
    )
  },
}
