import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'

const bulks = 150
const messages = Array.from({ length: 100 }, () => ({ to: '201001234567', text: 'Hello' }))
// More than a connection takes by itself.
const happened = 2 * bulks * messages.length
/** Longer than a client may take nothing. */
const patienceMs = 45_000

/** Has a client of a stream of events read nothing: it is sent what its connection takes and no more, and is cut off. */
export const judgeUnread = async ({ origin, key }) => {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const ask = async (method, path, value) => {
    const answer = await fetch(`${origin}/api/v1${path}`, { method, headers, body: JSON.stringify(value) })
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
    return answer.json()
  }
  const { id } = await ask('POST', '/instances', { name: 'Never linked' })
  const client = connect(Number(new URL(origin).port), '127.0.0.1')
  client.on('error', () => {}).pause()
  client.write(`GET /api/v1/events?types=message.queued,message.cancelled&instance_id=${id} HTTP/1.1\r\n`)
  client.write(`host: 127.0.0.1\r\nx-api-key: ${key}\r\n\r\n`)
  for (let left = bulks; left > 0; left -= 1) await ask('POST', '/messages/send-bulk', { instance_id: id, messages })
  await ask('DELETE', `/messages?instance_id=${id}`)

  await new Promise((resolve) => setTimeout(resolve, patienceMs))
  const closed = once(client, 'close')
  let text = ''
  client.setEncoding('utf8').on('data', (piece) => {
    text += piece
  })
  client.resume()
  await closed
  const ids = [...text.matchAll(/^id: (\d+)\nevent: /gm)].map(([, each]) => Number(each))
  assert.ok(ids.length > 0 && ids.length < happened, `${ids.length} of ${happened} events were sent.`)
  assert.deepEqual(
    ids,
    [...new Set(ids)].sort((first, second) => first - second),
  )
  console.log(`Of ${happened} events ${ids.length} were sent to a client that read nothing, which was then cut off.`)
}
