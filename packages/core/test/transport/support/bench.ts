import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baileysTransport } from '@khabeer/core/baileys'
import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import type { Connection, ConnectOptions, Transport, WhatsAppOptions } from '../../../src/transport/transport.ts'
import type { CredentialBook } from './credential-book.ts'
import { createCredentialBook } from './credential-book.ts'
import type { EventLog } from './event-log.ts'
import { createEventLog } from './event-log.ts'

/** A connection with what it reported. */
export interface Wire extends EventLog {
  readonly connection: Connection
}

/** A number that is linked and on the line. */
export interface LinkedNumber {
  readonly number: string
  readonly instanceId: number
  readonly credentials: CredentialBook
  readonly wire: Wire
  /** What a recipient may ask for again, by WhatsApp id. */
  readonly sent: Map<string, Uint8Array>
  /** Prepares and sends a text; answers its WhatsApp id. */
  sendText(recipient: string, text: string): Promise<string>
  /** Connects again with the stored credentials. */
  login(): Promise<Wire>
}

/** A sandbox with a transport that talks to it. */
export interface Bench {
  readonly sandbox: Sandbox
  readonly transport: Transport
  readonly temporaryDirectory: string
  /** Words that the transport logged at info and above. */
  readonly logged: readonly string[]
  /** Starts another transport, for example with another root key or more threads; the bench closes it. */
  startTransport(whatsApp?: WhatsAppOptions, workers?: number): Transport
  connect(
    transport: Transport,
    options: Pick<ConnectOptions, 'instanceId' | 'mode' | 'credentials'> & { readonly sent?: Map<string, Uint8Array> },
  ): Wire
  /** Links a new number by QR and logs it in. */
  link(): Promise<LinkedNumber>
  /** A number that nobody has used in this run. */
  nextNumber(): string
  nextInstanceId(): number
  close(): Promise<void>
}

export const newMessageId = (): string => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`

/** Starts a sandbox and a transport for it. */
export const startBench = async (sandboxOptions: Parameters<typeof startSandbox>[0] = {}): Promise<Bench> => {
  const sandbox = await startSandbox(sandboxOptions)
  const temporaryDirectory = await mkdtemp(join(tmpdir(), 'khabeer-transport-'))
  const logged: string[] = []
  const transports: Transport[] = []
  let numbers = 0
  let instances = 0
  const log = (_facts: unknown, words: string) => {
    logged.push(words)
  }

  const startTransport = (whatsApp: WhatsAppOptions = {}, workers?: number) => {
    const transport = baileysTransport()({
      logger: { debug: () => undefined, info: log, warn: log, error: log },
      whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem, ...whatsApp },
      temporaryDirectory,
      workers,
    })
    transports.push(transport)
    return transport
  }

  const connect: Bench['connect'] = (transport, { instanceId, mode, credentials, sent }) => {
    const log = createEventLog()
    const connection = transport.connect({
      instanceId,
      mode,
      credentials,
      storedMessage: async (id) => sent?.get(id) ?? null,
      onEvent: log.add,
    })
    return { ...log, connection }
  }

  const transport = startTransport()
  const nextNumber = () => {
    numbers += 1
    return `4915100${String(numbers).padStart(5, '0')}`
  }
  const nextInstanceId = () => {
    instances += 1
    return instances
  }

  const link = async (): Promise<LinkedNumber> => {
    const number = nextNumber()
    const instanceId = nextInstanceId()
    const credentials = createCredentialBook()
    const sent = new Map<string, Uint8Array>()
    const linking = connect(transport, { instanceId, mode: 'link', credentials })
    const { qr } = await linking.waitFor('qr')
    await sandbox.phone(number).scanQr(qr)
    await linking.waitFor('closed')
    const login = async () => {
      const wire = connect(transport, { instanceId, mode: 'login', credentials, sent })
      await wire.waitFor('caught_up')
      return wire
    }
    const wire = await login()
    const sendText = async (recipient: string, text: string) => {
      const waMessageId = newMessageId()
      const built = await wire.connection.prepare({ type: 'text', text })
      sent.set(waMessageId, built)
      await wire.connection.send({ waMessageId, address: `${recipient}@s.whatsapp.net`, built })
      return waMessageId
    }
    return { number, instanceId, credentials, wire, sent, sendText, login }
  }

  const close = async () => {
    await Promise.all(transports.map((each) => each.close()))
    await sandbox.close()
    await rm(temporaryDirectory, { recursive: true, force: true })
  }

  return {
    sandbox,
    transport,
    temporaryDirectory,
    logged,
    startTransport,
    connect,
    link,
    nextNumber,
    nextInstanceId,
    close,
  }
}
