import { AsyncLocalStorage } from 'node:async_hooks'
import { Session } from 'node:inspector'
import { createRequire } from 'node:module'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

/** What a library could change of its host without being asked. */
const stateOfHost = () => ({
  console: Object.fromEntries(Object.entries(console)),
  asyncLocalStorage: [AsyncLocalStorage, createRequire(import.meta.url)('node:async_hooks').AsyncLocalStorage],
  listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
})

describe('the host of a gateway', () => {
  it('keeps its console, its AsyncLocalStorage and its listeners, and parses nothing of the client', async () => {
    const { sandbox, start } = await createTestGateway()
    const before = stateOfHost()
    const parsed: string[] = []
    const inspector = new Session()
    inspector.connect()
    inspector.on('Debugger.scriptParsed', ({ params }) => parsed.push(params.url))
    inspector.post('Debugger.enable')
    // The sandbox of this test uses the client's tables and schema in this very thread: they are there already.
    const alreadyHere = new Set(parsed)

    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const { id } = await core.send({ instanceId, to: friend, text: 'Hi' })
    await whenMessage(core, id, 'message.delivered')
    const during = stateOfHost()
    await core.stop()
    inspector.disconnect()

    // The list would show the client: it shows what the sandbox took from it.
    expect([...alreadyHere].some((url) => /@whiskeysockets/u.test(url))).toBe(true)
    expect(during).toEqual(before)
    expect(stateOfHost()).toEqual(before)
    const added = parsed.filter((url) => !alreadyHere.has(url))
    expect(added.filter((url) => /@whiskeysockets|libsignal/u.test(url))).toEqual([])
    expect(parsed.filter((url) => /@whiskeysockets\/baileys\/lib\/Socket/u.test(url))).toEqual([])
  })
})
