// A host that links a number, gets a message, answers it and closes; it tells its parent what it noticed, prints nothing.
import * as asyncHooks from 'node:async_hooks'
import { Session } from 'node:inspector'
import { baileysTransport } from '@khabeer/core/baileys'

const [settingsText] = process.argv.slice(2)
const settings = JSON.parse(settingsText)
const tell = (message) => new Promise((resolve) => process.send(message, resolve))

const scripts = []
const session = new Session()
session.connect()
session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url))
session.post('Debugger.enable')

const { AsyncLocalStorage } = asyncHooks
const { console: hostConsole } = globalThis
const consoleBefore = { ...hostConsole }
const listenersOf = () =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]))
const look = () => ({
  listeners: listenersOf(),
  isConsoleTheSame: Object.keys(consoleBefore).every((name) => hostConsole[name] === consoleBefore[name]),
  isAsyncLocalStorageTheSame: asyncHooks.AsyncLocalStorage === AsyncLocalStorage,
  resources: process.getActiveResourcesInfo(),
})

const silent = () => undefined
const values = new Map()
const credentials = {
  read: async (type, ids) =>
    new Map(ids.filter((id) => values.has(`${type}/${id}`)).map((id) => [id, values.get(`${type}/${id}`)])),
  write: async (changes) => {
    for (const { type, id, value } of changes) values.set(`${type}/${id}`, value)
  },
}

const before = look()
const transport = baileysTransport()({
  logger: { debug: silent, info: silent, warn: silent, error: silent },
  whatsApp: { url: settings.url, rootKey: Buffer.from(settings.rootKey, 'base64'), mediaCa: settings.caPem },
  temporaryDirectory: settings.temporaryDirectory,
})

const connect = (mode, onEvent) =>
  transport.connect({ instanceId: 1, mode, credentials, storedMessage: async () => null, onEvent })

await new Promise((resolve) => {
  connect('link', (event) => {
    if (event.type === 'qr') void tell({ type: 'qr', qr: event.qr })
    if (event.type === 'closed') resolve()
  })
})

let hear
const heard = new Promise((resolve) => {
  hear = resolve
})
let acknowledge
const acknowledged = new Promise((resolve) => {
  acknowledge = resolve
})
const connection = connect('login', (event) => {
  if (event.type === 'caught_up') void tell({ type: 'ready' })
  if (event.type === 'message') hear(event.from)
  if (event.type === 'ack') acknowledge()
})
const writer = await heard
const { address } = await connection.lookup(writer)
const built = await connection.prepare({ type: 'text', text: 'an answer' })
await connection.send({ waMessageId: '3EB0A1A1A1A1A1A1A1A1A1', address, built })
await acknowledged
const during = look()

await transport.close()
const after = look()
await tell({ type: 'report', report: { scripts, before, during, after } })
process.disconnect()
