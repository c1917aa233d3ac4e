import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EndedProcess, RunningProcess } from './running-process.ts'
import { root, runNode, startNode } from './running-process.ts'

/** The standalone server in a process of its own. */
export interface StandaloneProcess {
  /** `http://127.0.0.1:PORT/api/v1` */
  readonly baseUrl: string
  /** The key that it printed; null when it printed none. */
  readonly firstKey: string | null
  readonly process: RunningProcess
}

const dist = join(root, 'examples/standalone/dist')

/** Starts the standalone server on a free port; it ends with the test. */
export const startStandalone = async (database: string, env: NodeJS.ProcessEnv = {}): Promise<StandaloneProcess> => {
  const running = startMain(database, env)
  const [, baseUrl = '', firstKey] = await running.waitFor(/listens on (\S+)\n(?:The first API key\D+(khb_\w+)\n)?/)
  return { baseUrl, firstKey: firstKey ?? null, process: running }
}

/** Starts one that only owns numbers; it ends with the test. */
export const startWorker = async (database: string, env: NodeJS.ProcessEnv = {}): Promise<RunningProcess> => {
  const running = startMain(database, { ...env, KHABEER_ROLE: 'worker' })
  await running.waitFor(/owns numbers here/)
  return running
}

const startMain = (database: string, env: NodeJS.ProcessEnv): RunningProcess => {
  const settings = { KHABEER_DATABASE: database, KHABEER_PORT: '0', ...env }
  const running = startNode([join(dist, 'main.js')], { env: settings })
  onTestFinished(async () => {
    await running.end('SIGKILL')
  })
  return running
}

/** Runs one admin command on a database. */
export const runAdmin = (database: string, ...args: readonly string[]): Promise<EndedProcess> =>
  runAdminWith({ KHABEER_DATABASE: database }, ...args)

/** Runs one admin command with settings. */
export const runAdminWith = (settings: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<EndedProcess> =>
  runNode([join(dist, 'admin.js'), ...args], { env: settings })
