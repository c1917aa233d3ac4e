import './silence-libsignal.ts'
import { Agent } from 'node:https'
import type { Phone, Sandbox } from '@khabeer/sandbox'
import type {
  AuthenticationState,
  BaileysEventMap,
  ConnectionState,
  SignalDataTypeMap,
  WASocket,
} from '@whiskeysockets/baileys'
import { Browsers, initAuthCreds, makeWASocket, WA_CERT_DETAILS } from '@whiskeysockets/baileys'

/** The unmodified client with its credentials in memory. */
export interface TestClient {
  readonly auth: AuthenticationState
  /** The socket of the latest connect. */
  readonly socket: WASocket
  /** Opens a new socket with the same credentials. */
  connect(): WASocket
  /** Links to a number by QR, restarts as the server asks, and resolves when all is open and synced. */
  link(phone: Phone): Promise<void>
  /** Opens a new socket and resolves when it is open. */
  reconnect(): Promise<void>
  /** Resolves with the next event that the predicate accepts. */
  next<K extends keyof BaileysEventMap>(
    event: K,
    predicate?: (value: BaileysEventMap[K]) => boolean,
  ): Promise<BaileysEventMap[K]>
  /** Resolves with the status code of the close that comes next. */
  closed(): Promise<number | undefined>
  close(): Promise<void>
}

const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** What a client must know of a sandbox, which may run in another process. */
export type Endpoint = Pick<Sandbox, 'url' | 'rootKey' | 'caPem'>

export function createTestClient(
  sandbox: Endpoint,
  config: Partial<Parameters<typeof makeWASocket>[0]> = {},
): TestClient {
  const auth = memoryAuth()
  let current: WASocket | undefined

  const client: TestClient = {
    auth,
    get socket() {
      if (!current) throw new Error('Connect first.')
      return current
    },
    connect() {
      WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(sandbox.rootKey)
      current = makeWASocket({
        waWebSocketUrl: sandbox.url,
        auth,
        logger: silent,
        browser: Browsers.macOS('Chrome'),
        emitOwnEvents: false,
        markOnlineOnConnect: false,
        defaultQueryTimeoutMs: 5_000,
        fetchAgent: new Agent({ ca: sandbox.caPem }),
        ...config,
      })
      return current
    },
    async link(phone) {
      client.connect()
      const { qr } = await client.next('connection.update', (update) => update.qr !== undefined)
      const closed = client.closed()
      await phone.scanQr(qr ?? '')
      await closed
      await client.reconnect()
      await phone.waitUntilReady()
      await synced(client)
    },
    async reconnect() {
      client.connect()
      await client.next('connection.update', (update) => update.connection === 'open')
    },
    next(event, predicate = () => true) {
      const { ev } = client.socket
      return new Promise((resolve) => {
        const listener = (value: BaileysEventMap[typeof event]) => {
          if (!predicate(value)) return
          ev.off(event, listener)
          resolve(value)
        }
        ev.on(event, listener)
      })
    },
    async closed() {
      const update = await client.next('connection.update', ({ connection }) => connection === 'close')
      return statusCode(update)
    },
    async close() {
      await current?.end(undefined)
    },
  }
  return client
}

function statusCode({ lastDisconnect }: Partial<ConnectionState>): number | undefined {
  const error = lastDisconnect?.error
  if (!error || !('output' in error)) return undefined
  return (error as { output: { statusCode: number } }).output.statusCode // a Boom, by the field that only it has
}

async function synced(client: TestClient): Promise<void> {
  const { creds } = client.auth
  if (creds.accountSyncCounter > 0) return
  await client.next('creds.update', ({ accountSyncCounter = 0 }) => accountSyncCounter > 0)
}

function memoryAuth(): AuthenticationState {
  const values = new Map<string, unknown>()
  return {
    creds: initAuthCreds(),
    keys: {
      get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
        const found = ids.flatMap((id) => (values.has(`${type}/${id}`) ? [[id, values.get(`${type}/${id}`)]] : []))
        return Object.fromEntries(found) as { [id: string]: SignalDataTypeMap[T] } // what `set` put there
      },
      set: async (data) => {
        for (const [type, entries] of Object.entries(data)) {
          for (const [id, value] of Object.entries(entries ?? {})) {
            if (value === null) values.delete(`${type}/${id}`)
            else values.set(`${type}/${id}`, value)
          }
        }
      },
    },
  }
}
