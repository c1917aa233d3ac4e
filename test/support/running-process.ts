import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a process that has ended left. */
export interface EndedProcess {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A Node process of a test. */
export interface RunningProcess {
  /** Everything it printed so far. */
  output(): string
  /** Resolves with the match once its output has one; rejects when it ends before. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<EndedProcess>
  /** Resolves at its end. */
  readonly ended: Promise<EndedProcess>
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Environment variables of the machine that would change what is tested. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KHABEER_') && name !== 'NODE_OPTIONS'),
  )

/** Starts a script with Node. */
export const startNode = (
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): RunningProcess => {
  const env = { ...cleanEnvironment(), ...options.env }
  const child = spawn(process.execPath, [...args], { cwd: options.cwd ?? root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  const tellWatchers = () => {
    for (const watcher of watchers) watcher()
  }
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    tellWatchers()
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
    tellWatchers()
  })
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }))

  const waitFor = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout + stderr)
        if (match === null) return
        watchers.delete(look)
        resolve(match)
      }
      watchers.add(look)
      look()
      ended.then(() => reject(new Error(`It ended before it printed ${pattern}:\n${stdout}${stderr}`)), reject)
    })

  return {
    output: () => stdout + stderr,
    waitFor,
    end: (signal) => {
      if (!hasEnded(child)) child.kill(signal)
      return ended
    },
    ended,
  }
}

/** Runs a script with Node to its end. */
export const runNode = (
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<EndedProcess> => startNode(args, options).ended
