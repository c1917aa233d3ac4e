import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerEvents, KhabeerOptions, Logger } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Sandbox, SandboxOptions } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { onTestFinished } from 'vitest'

/** A sandbox and a database file, on which one Khabeer after the other can be started. */
export interface TestGateway {
  readonly sandbox: Sandbox
  readonly file: string
  /** Everything that any Khabeer of the gateway logged, as one text. */
  readonly logged: () => string
  start(options?: Partial<KhabeerOptions>): Promise<Khabeer>
}

/** The number that tests link, and somebody to write to. */
export const ownNumber = '201093619140'
export const friend = '201001234567'

/** Starts a sandbox and makes a place for a database; all of it ends with the test. */
export const createTestGateway = async (sandboxOptions: SandboxOptions = {}): Promise<TestGateway> => {
  const sandbox = await startSandbox(sandboxOptions)
  onTestFinished(() => sandbox.close())
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-test-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'khabeer.db')
  const lines: string[] = []
  const log = (facts: object, message: string) => lines.push(`${message} ${JSON.stringify(facts)}`)
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  return {
    sandbox,
    file,
    logged: () => lines.join('\n'),
    start: async (options = {}) => {
      const core = createKhabeer({
        storage: sqliteStorage({ file }),
        pacing: { messages: 100, perMs: 1_000 },
        whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
        media: { directory: join(directory, 'media') },
        logger,
        ...options,
      })
      onTestFinished(() => core.stop())
      await core.start()
      return core
    },
  }
}

/** Resolves with the first event to come that the predicate accepts. */
export const nextEvent = <Name extends keyof KhabeerEvents>(
  core: Khabeer,
  name: Name,
  isWanted: (event: KhabeerEvents[Name]) => boolean = () => true,
): Promise<KhabeerEvents[Name]> =>
  new Promise((resolve) => {
    const off = core.on(name, (event) => {
      if (!isWanted(event)) return
      off()
      resolve(event)
    })
  })

/** Resolves once the instance has the status, now or later. */
export const whenStatus = async (core: Khabeer, id: number, status: string, reason?: string): Promise<void> => {
  const changed = nextEvent(
    core,
    'instance.status',
    ({ instance }) =>
      instance.id === id && instance.status === status && (reason === undefined || instance.statusReason === reason),
  )
  const now = await core.instances.get(id)
  if (now.status === status && (reason === undefined || now.statusReason === reason)) return
  await changed
}

/** Resolves once the message has the status or is past it. */
export const whenMessage = async (core: Khabeer, id: number, status: keyof KhabeerEvents & `message.${string}`) => {
  const changed = nextEvent(core, status, ({ message }) => message.id === id)
  const now = await core.messages.get(id)
  return `message.${now.status}` === status ? now : (await changed).message
}

/** Creates an instance, has the sandbox's phone scan its code and waits until it is connected. */
export const linkInstance = async (core: Khabeer, sandbox: Sandbox, number = ownNumber): Promise<number> => {
  const { id } = await core.instances.create({ name: 'Main Store Number' })
  const { qr } = await core.instances.qr(id, { waitMs: 30_000 })
  if (qr === null) throw new Error('There is no QR code to scan.')
  const connected = whenStatus(core, id, 'connected')
  await sandbox.phone(number).scanQr(qr)
  await connected
  await sandbox.phone(number).waitUntilReady()
  return id
}
