import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createChildren } from '../../process/start-child.ts'
import type { SandboxProcess } from '../../process/start-sandbox.ts'
import { startSandbox } from '../../process/start-sandbox.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { createChangeBell } from '../../watch/change-bell.ts'
import type { ArmedPoint } from '../child/child-messages.ts'
import type { KillsOptions } from '../kills-options.ts'
import type { LedgerWatch } from '../watch/ledger-watch.ts'
import { watchLedger } from '../watch/ledger-watch.ts'
import type { Database, DatabaseOptions } from './database.ts'
import { openDatabase } from './database.ts'
import type { FileServer } from './file-server.ts'
import { startFileServer } from './file-server.ts'
import type { Gateway } from './gateway.ts'
import { startGateway } from './gateway.ts'
import type { KillProxy } from './kill-proxy.ts'
import { startKillProxy } from './kill-proxy.ts'

const childScript = fileURLToPath(new URL('./child.js', import.meta.url))

/** One gateway with a WhatsApp, a network and a database of its own: one process of it runs after the other. */
export interface Lane {
  readonly sandbox: SandboxProcess
  readonly watch: LedgerWatch
  readonly bell: ChangeBell
  readonly proxy: KillProxy
  readonly files: FileServer
  readonly database: Database
  /** Starts the next process. */
  start(armed: ArmedPoint | null): Gateway
  /** The process that takes calls now. */
  gateway(): Gateway | undefined
  /** Ends every process and removes the database. */
  close(): Promise<void>
}

/** What a lane is made of. */
export interface LaneOptions {
  readonly root: string
  readonly folder: string
  readonly place: DatabaseOptions
  readonly options: Pick<KillsOptions, 'leaseMs' | 'control'>
  readonly say: (line: string) => void
}

/** Starts all of a lane but its first process. */
export const setLane = async ({ root, folder, place, options, say }: LaneOptions): Promise<Lane> => {
  const children = createChildren()
  const closers: (() => Promise<void>)[] = [children.endAll]
  const close = async (): Promise<void> => {
    // What cannot be taken down, as in a database that is gone, must not hide why the run ended.
    for (const closer of closers) await closer().catch((cause: unknown) => say(`Something was left: ${cause}`))
  }

  try {
    const sandboxFolder = join(folder, 'sandbox')
    mkdirSync(sandboxFolder)
    const sandbox = await startSandbox(children, { root, folder: sandboxFolder })
    const bell = createChangeBell()
    const watch = await watchLedger(sandbox.info.controlUrl, bell)
    closers.unshift(async () => watch.close())
    const proxy = await startKillProxy(sandbox.info.url)
    closers.push(proxy.close)
    const files = await startFileServer()
    closers.push(files.close)
    const database = await openDatabase(place, bell.fail)
    closers.push(database.remove)
    // Whoever still waits for something waits no more.
    closers.push(async () => bell.fail(new Error('The run is over.')))

    let current: Gateway | undefined
    let count = 0
    const start = (armed: ArmedPoint | null): Gateway => {
      count += 1
      const name = `g${count}`
      const { rootKey, caPem } = sandbox.info
      const child = children.start(childScript, [], join(folder, 'gateway.log'))
      current = startGateway(
        child,
        {
          name,
          store: database.place,
          leaseMs: options.leaseMs,
          whatsApp: { url: `${proxy.url}?client=${name}`, rootKey, caPem },
          fileHost: files.host,
          mediaDirectory: join(folder, 'media'),
          control: options.control,
          armed,
        },
        bell.ring,
      )
      return current
    }
    const gateway = () => (current?.isStarted ? current : undefined)
    return { sandbox, watch, bell, proxy, files, database, start, gateway, close }
  } catch (error) {
    await close()
    throw error
  }
}
