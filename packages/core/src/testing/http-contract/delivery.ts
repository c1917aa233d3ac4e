import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { nextEvent } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectId, expectTime } from './expect.ts'
import type { Check } from './harness.ts'

const texts: Readonly<Record<string, string>> = {
  'the documented one': 'Hello from the API 👋',
  'emoji joined into families and flags': '👩‍👩‍👧‍👦 🏳️‍🌈 👋🏽 🇪🇬',
  'right-to-left text with bidi controls': '\u202Eمرحبا\u202C \u2067abc\u2069 ١٢٣',
  'combining marks, decomposed': `e\u0301 ${'a\u0300\u0301\u0302'.repeat(20)}`,
  'line ends and blanks of every kind': ' a\r\n\tb\u00A0\u2028c\uFEFF ',
  'what looks like code': '<script>"\\u0000"</script> \'; DROP TABLE khabeer_messages; --',
  // Parsers of hosts take 100 kB, if nobody told them more.
  'a long one': 'ن'.repeat(49_000),
}

/** What a recipient's phone shows of what was posted. */
export const delivery: Readonly<Record<string, Check>> = {
  'delivery: texts arrive as they were posted, and each has the times of its way': async (harness) => {
    const { key, instanceId: instance_id } = await harness.linked()
    // Other cases write to people of their own.
    const firstRecipient = 201_000_000_000 + randomInt(90_000_000)

    const sending = Object.entries(texts).map(async ([name, text], index) => {
      const to = String(firstRecipient + index)
      const delivered = nextEvent(harness.core, 'message.delivered', ({ message }) => message.to === to)
      const shown = harness.shownTo(to)
      const answer = await ask(harness, 'POST /api/v1/messages/send', { key, json: { instance_id, to, text } })
      const id = expectId(expectBody(answer, 202).id)
      await delivered
      const message = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 200)
      return { name, text, shown: await shown, message }
    })

    for (const { name, text, shown, message } of await Promise.all(sending)) {
      assert.equal(shown, text, name)
      assert.match(String(message.status), /^(delivered|read)$/)
      assert.equal(message.error, null)
      expectTime(message.sent_at)
      expectTime(message.delivered_at)
    }
  },
}
