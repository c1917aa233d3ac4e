import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createChildren } from '../../process/start-child.ts'
import type { SandboxProcess } from '../../process/start-sandbox.ts'
import { startSandbox } from '../../process/start-sandbox.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { createChangeBell } from '../../watch/change-bell.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import type { LedgerWatch } from '../watch/ledger-watch.ts'
import { watchLedger } from '../watch/ledger-watch.ts'
import type { Audit } from './audit.ts'
import { installAudit } from './audit.ts'
import type { Cluster } from './cluster.ts'
import { createCluster } from './cluster.ts'
import { startMember } from './member.ts'

const memberScript = fileURLToPath(new URL('./member.js', import.meta.url))

/** All that a run is played on: the sandbox, the members, the database's audit, and the eyes on them. */
export interface Stage {
  readonly sandbox: SandboxProcess
  readonly watch: LedgerWatch
  readonly bell: ChangeBell
  readonly cluster: Cluster
  readonly audit: Audit
  /** The key of the default account. */
  readonly apiKey: string
  /** Ends every process and removes the schema. */
  close(): Promise<void>
}

/** Starts all of it. The first member makes the tables, the audit is put on them, and then the others join. */
export const setStage = async (input: {
  readonly options: ClusterOptions
  readonly postgresUrl: string
  readonly schema: string
  readonly root: string
  readonly folder: string
  readonly say: (line: string) => void
}): Promise<Stage> => {
  const { options, postgresUrl, schema, root, folder, say } = input
  const apiKey = randomBytes(16).toString('hex')
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
    const cluster = createCluster({
      bell,
      startMember: (name, on) => {
        const { url, rootKey, caPem } = sandbox.info
        const { leaseMs, isControl } = options
        const whatsApp = { url, rootKey, caPem }
        const settings = {
          name,
          connectionString: postgresUrl,
          schema,
          leaseMs,
          apiKey,
          whatsApp,
          isWithoutFence: isControl,
        }
        return startMember(children.start(memberScript, [], join(folder, `${name}.log`)), settings, on)
      },
    })
    await cluster.start(0)
    const audit = await installAudit({ connectionString: postgresUrl, schema }, bell.fail)
    closers.push(audit.drop, audit.close)
    for (let place = 1; place < options.members; place += 1) await cluster.start(place)
    return { sandbox, watch, bell, cluster, audit, apiKey, close }
  } catch (error) {
    await close()
    throw error
  }
}
