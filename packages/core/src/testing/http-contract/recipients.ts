import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId } from './expect.ts'
import type { Check } from './harness.ts'

const send = 'POST /api/v1/messages/send'

/** How a recipient may be written. */
export const recipients: Readonly<Record<string, Check>> = {
  'to: what people write around the digits is cleaned, and answers repeat the digits': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const written = [
      '+201001234567',
      '00201001234567',
      '20 100 123 4567',
      '+20 (100) 123-4567',
      '٢٠١٠٠١٢٣٤٥٦٧',
      '۲۰۱۰۰۱۲۳۴۵۶۷',
      '+٢٠ ١٠٠ ١٢٣ ٤٥٦٧',
    ]

    for (const to of written) {
      const id = expectId(expectBody(await ask(harness, send, { key, json: { instance_id, to, text: 'Hi' } }), 202).id)
      const message = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 200)
      assert.equal(message.to_phone, '201001234567', to)
    }
    const messages = written.map((to) => ({ to, text: 'Hi' }))
    const bulk = await ask(harness, 'POST /api/v1/messages/send-bulk', { key, json: { instance_id, messages } })
    const answered = JSON.stringify(expectBody(bulk, 202).messages).match(/"to":"201001234567"/g)
    assert.equal(answered?.length, written.length)
  },

  'to: what is no international number is refused with what to write': async (harness) => {
    const { key } = await newCustomer(harness)
    const refused = [
      '01001234567',
      '0',
      '',
      '123456',
      '1234567890123456',
      '999999999999',
      '2010012345678901',
      'Ahmed',
      '2010012345a7',
      '201001234567@s.whatsapp.net',
      '120363000000000000@g.us',
      201001234567,
      null,
      ['201001234567'],
      { phone: '201001234567' },
    ]

    for (const to of refused) {
      const answer = await ask(harness, send, { key, json: { instance_id: 1, to, text: 'Hi' } })
      const { error } = expectError(answer, 400, 'invalid_recipient')
      assert.match(error, /201001234567/, 'the answer shows how to write it')
    }
  },
}
