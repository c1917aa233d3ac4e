import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createChildren } from '../../process/start-child.ts'
import type { SandboxProcess } from '../../process/start-sandbox.ts'
import { startSandbox } from '../../process/start-sandbox.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { createChangeBell } from '../../watch/change-bell.ts'
import type { HostStorage } from '../messages.ts'
import type { SandboxControl } from './sandbox-control.ts'
import { controlSandbox } from './sandbox-control.ts'
import type { WhatsAppWatch } from './whatsapp-watch.ts'
import { watchWhatsApp } from './whatsapp-watch.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What every run stands on, before there is a host. */
export interface Ground {
  readonly folder: string
  readonly apiKey: string
  readonly storage: HostStorage
  readonly sandbox: SandboxProcess
  readonly control: SandboxControl
  readonly watch: WhatsAppWatch
  readonly bell: ChangeBell
  /** Ends all of it. What is in the folder stays only when it is asked for. */
  close(options: { readonly isKept: boolean }): Promise<void>
}

/** Starts a sandbox and names an empty database, the PostgreSQL's when one is given. */
export const prepareGround = async (
  name: string,
  { postgresUrl, receipts }: { readonly postgresUrl: string | null; readonly receipts: 'delivered' | 'read' },
): Promise<Ground> => {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(root, `.tmp/${name}-`))
  const children = createChildren()
  const storage: HostStorage =
    postgresUrl === null
      ? { kind: 'sqlite', file: join(folder, 'khabeer.db') }
      : {
          kind: 'postgres',
          connectionString: postgresUrl,
          schema: `khabeer_${name}_${randomBytes(4).toString('hex')}`,
        }
  const bell = createChangeBell()
  let watch: WhatsAppWatch | null = null
  const close = async ({ isKept }: { readonly isKept: boolean }): Promise<void> => {
    watch?.close()
    await children.endAll()
    if (storage.kind === 'postgres' && !isKept) await dropSchema(storage)
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const sandboxFolder = join(folder, 'sandbox')
    mkdirSync(sandboxFolder)
    const sandbox = await startSandbox(children, { root, folder: sandboxFolder, args: ['--receipts', receipts] })
    watch = await watchWhatsApp(sandbox.info.controlUrl, bell)
    const control = controlSandbox(sandbox.info.controlUrl)
    return { folder, apiKey: randomBytes(16).toString('hex'), storage, sandbox, control, watch, bell, close }
  } catch (error) {
    await close({ isKept: true })
    throw error
  }
}

const dropSchema = async ({ connectionString, schema }: Extract<HostStorage, { kind: 'postgres' }>): Promise<void> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(`drop schema if exists "${schema}" cascade`)
  await client.end()
}
