import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** Environment variables that would change what is tried. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KHABEER_') && name !== 'NODE_OPTIONS'),
  )

/** Starts Node processes that are gone when this one is. */
export interface Children {
  /** Starts a script whose output goes to a file. */
  start(script: string, args: readonly string[], logFile: string): ChildProcess
  /** Ends all that still run, stopped ones too, and waits until they are gone. */
  endAll(): Promise<void>
}

/** Tells whether a process has ended. */
const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Builds the keeper of the processes of a run. */
export const createChildren = (): Children => {
  const children = new Set<ChildProcess>()
  const killAll = (): void => {
    for (const child of children) if (!hasEnded(child)) child.kill('SIGKILL')
  }
  // Whatever way this process takes out, nothing of it stays behind.
  process.on('exit', killAll)
  const onSignal = (): void => process.exit(130)
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  return {
    start: (script, args, logFile) => {
      const log = openSync(logFile, 'a')
      const child = fork(script, args, { env: cleanEnvironment(), execArgv: [], stdio: ['ignore', log, log, 'ipc'] })
      closeSync(log)
      children.add(child)
      child.once('exit', () => children.delete(child))
      return child
    },
    endAll: async () => {
      const ends = [...children].map((child) => new Promise((resolve) => child.once('exit', resolve)))
      killAll()
      await Promise.all(ends)
      process.off('exit', killAll)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
