import { call } from './call.mjs'
import { readMessages } from './look.mjs'

/**
 * Judges a round by what the phones of the sandbox show: every accepted message once, and nothing else. Gives the
 * complaints.
 *
 * @param {object} input
 * @param {import('pg').Pool} input.database
 * @param {string} input.controlUrl
 * @param {{ accepted: readonly { id: number, text: string }[] }} input.traffic
 * @returns {Promise<readonly string[]>}
 */
export const judge = async ({ database, controlUrl, traffic }) => {
  const stored = await readMessages(database)
  const recipients = [...new Set(stored.map(({ recipient }) => recipient))]
  const shown = await Promise.all(
    recipients.map(async (recipient) => {
      const { body } = await call('GET', `${controlUrl}/admin/phones/${recipient}/messages`)
      return body.map(({ content }) => `${recipient} ${content.text}`)
    }),
  )
  return complaintsOf({ accepted: traffic.accepted, stored, shown: shown.flat() })
}

/**
 * Compares what callers heard, what is stored and what is shown.
 *
 * @param {object} input
 * @param {readonly { id: number, text: string }[]} input.accepted
 * @param {readonly { id: number, recipient: string, text: string, status: string }[]} input.stored
 * @param {readonly string[]} input.shown Each a recipient and a text.
 */
export const complaintsOf = ({ accepted, stored, shown }) => {
  const storedIds = new Set(stored.map(({ id }) => id))
  const times = new Map()
  for (const text of shown) times.set(text, (times.get(text) ?? 0) + 1)
  return [
    ...accepted
      .filter(({ id }) => !storedIds.has(id))
      .map(({ id, text }) => `${text} (${id}) was accepted and is not stored.`),
    ...stored.flatMap(({ recipient, text, status }) => {
      const count = times.get(`${recipient} ${text}`) ?? 0
      return count === 1 ? [] : [`${text} is ${status} and was shown ${count} times.`]
    }),
  ]
}
