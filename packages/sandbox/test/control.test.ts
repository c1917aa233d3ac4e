import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SandboxInfo } from '@khabeer/sandbox'
import { startControlApi, startSandbox } from '@khabeer/sandbox'
import { describe, expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

async function call(url: string, init: { readonly method?: string; readonly body?: unknown } = {}) {
  const { method = 'GET', body } = init
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, { method, ...(body !== undefined && { body: text }) })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

/** Gives the next line of a body with each call. */
function linesOf(response: Response): () => Promise<unknown> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return async () => {
    while (!text.includes('\n')) text += (await reader?.read())?.value ?? ''
    const end = text.indexOf('\n')
    const line = text.slice(0, end)
    text = text.slice(end + 1)
    return JSON.parse(line)
  }
}

describe('the control API', () => {
  it('lists what it can do, and tells how to connect', async () => {
    const sandbox = await startSandbox()
    const control = await startControlApi(sandbox)
    const listed = await call(`${control.url}/`)
    const info = await call(`${control.url}/info`)

    expect(listed.body).toContainEqual({
      method: 'POST',
      path: '/admin/mock-phone/scan-qr',
      summary: expect.stringContaining('QR'),
    })
    expect(info.body).toEqual({
      url: sandbox.url,
      rootKey: sandbox.rootKey.toString('base64'),
      caPem: sandbox.caPem,
      controlUrl: control.url,
      clock: { speed: 1, origin: 0 },
    })
    await control.close()
    await sandbox.close()
  })

  it('drives contacts, faults and the ledger', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const control = await startControlApi(sandbox)
    const admin = `${control.url}/admin`
    const fault = { kind: 'refuse_ack', code: 463, recipient: PEER }
    expect(await call(`${admin}/faults`, { method: 'POST', body: fault })).toMatchObject({ status: 200 })
    expect((await call(`${admin}/faults`)).body).toMatchObject([{ fault: { kind: 'refuse_ack', code: 463 } }])
    const ack = ackOf(client.socket, '3EB01')
    await client.socket.relayMessage(PEER_JID, { conversation: 'one' }, { messageId: '3EB01' })
    expect(await ack).toMatchObject({ error: '463' })

    await client.socket.relayMessage(PEER_JID, { conversation: 'two' }, { messageId: '3EB02' })
    await sandbox.contact(PEER).waitForMessage()
    const shown = await call(`${admin}/phones/${PEER}/messages`)
    expect(shown.body).toMatchObject([{ waMessageId: '3EB02', chat: NUMBER, content: { text: 'two' } }])
    const arrived = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'three')
    await call(`${admin}/contacts/${PEER}/send`, { method: 'POST', body: { to: NUMBER, text: 'three' } })
    await arrived

    const ledger = await call(`${admin}/ledger?waMessageId=3EB01`)
    expect(ledger.body).toMatchObject({ entries: [], stanzas: [{ outcome: 'refused', code: 463 }] })
    const usync = await call(`${admin}/ledger/iqs?xmlns=usync`)
    expect(usync.body.count).toBe(sandbox.ledger.iqCount({ xmlns: 'usync' }))
    const phones = await call(`${admin}/phones`)
    expect(phones.body).toContainEqual(expect.objectContaining({ number: NUMBER, linked: true }))
    const unlinked = await call(`${admin}/mock-phone/unlink?number=${NUMBER}`, { method: 'POST' })
    expect(unlinked.body).toEqual({ number: NUMBER, linked: false })
    await control.close()
  })

  it('tells what happens as it happens, for as long as somebody listens', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const control = await startControlApi(sandbox)
    const path = `${control.url}/admin/ledger/events?event=stanza&event=connection`
    const stopListening = new AbortController()
    const response = await fetch(path, { signal: stopListening.signal })
    const told = linesOf(response)

    const ack = ackOf(client.socket, '3EB0')
    await client.socket.relayMessage(PEER_JID, { conversation: 'one' }, { messageId: '3EB0' })
    await ack
    sandbox.faults.disconnect(NUMBER)

    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    expect(await told()).toMatchObject({ event: 'stanza', record: { waMessageId: '3EB0', connectionId: 1 } })
    expect(await told()).toMatchObject({ event: 'connection', record: { id: 1, number: NUMBER, end: 'cut' } })
    stopListening.abort()
    await expect(told()).rejects.toThrow('aborted')
    await control.close()
  })

  it.each([
    ['GET', '/nowhere', undefined, 404, 'not_found'],
    ['GET', '/admin/ledger/events?event=rain', undefined, 400, 'bad_request'],
    ['DELETE', '/info', undefined, 405, 'method_not_allowed'],
    ['POST', '/admin/mock-phone/scan-qr', '', 400, 'bad_request'],
    ['POST', '/admin/mock-phone/scan-qr', 'no QR', 404, 'qr_unknown'],
    ['POST', '/admin/mock-phone/scan-qr?number=12', 'no QR', 400, 'bad_number'],
    ['POST', '/admin/mock-phone/unlink', '', 409, 'not_linked'],
    ['POST', '/admin/faults', '{', 400, 'bad_request'],
    ['POST', '/admin/faults', '{"kind":"flood"}', 400, 'bad_request'],
    ['POST', '/admin/faults', '{"kind":"refuse_ack"}', 400, 'bad_request'],
    ['POST', '/admin/faults', '{"kind":"drop_after","times":0}', 400, 'bad_request'],
    ['POST', `/admin/contacts/${PEER}/send`, '{"to":"491510000001"}', 400, 'bad_request'],
    ['POST', `/admin/contacts/${PEER}/ask-retry`, '{"waMessageId":"3EB0"}', 404, 'unknown_message'],
  ])('%s %s with body %j answers %i %s', async (method, path, body, status, code) => {
    const sandbox = await startSandbox()
    const control = await startControlApi(sandbox)
    const answer = await call(control.url + path, { method, body })

    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/\.$/) } } })
    await control.close()
    await sandbox.close()
  })

  it('answers 403 to a foreign Host', async () => {
    const sandbox = await startSandbox()
    const control = await startControlApi(sandbox)
    const asked = request(`${control.url}/info`, { headers: { host: 'example.org' } }).end()
    const [response] = await once(asked, 'response')

    expect(response.statusCode).toBe(403)
    response.destroy()
    await control.close()
    await sandbox.close()
  })
})

describe('khabeer-sandbox', () => {
  it('links a client and shows its message over HTTP alone, and ends cleanly', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'khabeer-sandbox-'))
    const bin = fileURLToPath(new URL('../bin/khabeer-sandbox.js', import.meta.url))
    const files = ['--info-file', join(folder, 'info.json'), '--ca-file', join(folder, 'ca.pem')]
    const child = spawn(process.execPath, [bin, ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const lines: string[] = []
    const out = createInterface({ input: child.stdout })
    await new Promise<void>((resolve) => {
      out.on('line', (line) => {
        lines.push(line)
        if (line.startsWith('control: ')) resolve()
      })
    })
    const info: SandboxInfo = JSON.parse(await readFile(join(folder, 'info.json'), 'utf8'))
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(info.caPem)
    const admin = `${info.controlUrl}/admin`

    const client = createTestClient({ ...info, rootKey: Buffer.from(info.rootKey, 'base64') })
    client.connect()
    const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
    const closed = client.closed()
    const scanned = await call(`${admin}/mock-phone/scan-qr?number=${NUMBER}`, { method: 'POST', body: qr })
    expect(scanned).toMatchObject({ status: 200, body: { number: NUMBER, linked: true } })
    expect(await closed).toBe(515)
    await client.reconnect()
    const ack = ackOf(client.socket, '3EB0')
    await client.socket.relayMessage(PEER_JID, { conversation: 'over HTTP' }, { messageId: '3EB0' })
    await ack
    const shown = await call(`${admin}/phones/${PEER}/messages`)
    expect(shown.body).toMatchObject([{ waMessageId: '3EB0', content: { kind: 'text', text: 'over HTTP' } }])
    await client.close()

    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(lines.join('\n')).toContain('over HTTP')
  })

  it.each([
    [['--port', 'many'], '--port takes a whole number, not "many".'],
    [['--info-file', join(tmpdir(), 'no-such-folder', 'info.json')], '--info-file: '],
  ])('says what is wrong with %j and ends', async (words, complaint) => {
    const bin = fileURLToPath(new URL('../bin/khabeer-sandbox.js', import.meta.url))
    const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })

    expect(await once(child, 'close')).toEqual([1, null])
    expect(said).toContain(complaint)
  })
})
