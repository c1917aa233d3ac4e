import assert from 'node:assert/strict'

const to = '201001234567'
const text = 'Your order is ready.'

/** Uses the API of a host as its users do: links a number, sends a message and follows it on a stream of events. */
export const judgeHost = async ({ origin, key, sandbox }) => {
  const ask = (line, { body, headers } = {}) => {
    const [method, path] = line.split(' ')
    const typed = body === undefined ? {} : { 'content-type': 'application/json' }
    return fetch(`${origin}/api/v1${path}`, { method, body, headers: { 'x-api-key': key, ...typed, ...headers } })
  }
  const refuse = async (answer, status, code) => {
    assert.equal(answer.status, status)
    assert.equal((await answer.json()).code, code)
  }
  const post = async (path, value) => {
    const answer = await ask(`POST ${path}`, { body: JSON.stringify(value) })
    assert.ok(answer.ok, `${path}: ${answer.status}`)
    return answer.json()
  }

  assert.equal((await fetch(`${origin}/api/v1/health/live`)).status, 200)
  await refuse(await fetch(`${origin}/api/v1/usage`), 401, 'unauthorized')
  await refuse(await ask('POST /messages/send', { body: '{"to":' }), 400, 'malformed_json')
  await refuse(await ask('POST /messages/send', { body: '{}' }), 400, 'invalid_request')
  await refuse(await ask('PUT /usage', { body: '{}' }), 405, 'method_not_allowed')
  await refuse(await ask('DELETE /instances/999999'), 404, 'instance_not_found')
  assert.equal((await ask('HEAD /usage')).status, 200)

  const { id } = await post('/instances', { name: 'Shop' })
  const renamed = await ask(`PATCH /instances/${id}`, { body: JSON.stringify({ name: 'Main Store' }) })
  assert.equal((await renamed.json()).name, 'Main Store')

  const events = await followEvents(await ask('GET /events'))
  const { qr_text } = await events.until((event) => event.type === 'instance.qr')
  await sandbox.phone('201093619140').scanQr(qr_text)
  await events.until((event) => event.type === 'instance.status' && event.status === 'connected')
  const sent = await post('/messages/send', { instance_id: id, to, text })
  await events.until((event) => event.type === 'message.sent' && event.message_id === sent.id)
  await sandbox
    .contact(to)
    .waitForMessage(({ content }) => content.kind === 'text' && content.text === text, { timeoutMs: 30_000 })
  const list = await (await ask('GET /messages')).json()
  assert.deepEqual(
    list.messages.map((message) => message.id),
    [sent.id],
  )
  return events
}

const followEvents = async (answer) => {
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  const nextBlock = async () => {
    for (;;) {
      const end = unread.indexOf('\n\n')
      if (end >= 0) {
        const block = unread.slice(0, end)
        unread = unread.slice(end + 2)
        return block
      }
      const { done, value } = await reader.read()
      if (done) return null
      unread += value
    }
  }
  return {
    /** Reads until an event is accepted, which it gives. */
    until: async (accepts) => {
      for (;;) {
        const block = await nextBlock()
        assert.notEqual(block, null, 'The stream has ended.')
        const [, data] = /^data: (.*)$/m.exec(block) ?? []
        if (data !== undefined && accepts(JSON.parse(data))) return JSON.parse(data)
      }
    },
    /** Reads until a quiet stream says that it is still there. */
    untilHeartbeat: async () => {
      for (;;) {
        const block = await nextBlock()
        assert.notEqual(block, null, 'The stream has ended.')
        if (/^:$/m.test(block)) return
      }
    },
    /** Resolves once it has ended, however. */
    ended: async () => {
      try {
        while ((await nextBlock()) !== null);
      } catch {
        // Broken off, which is an end too.
      }
    },
  }
}
