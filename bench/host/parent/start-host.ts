import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromHost, HostOrders, HostSettings, ToHost } from '../messages.ts'

const script = fileURLToPath(new URL('./host.js', import.meta.url))

/** A host in a process of its own, under strict rejections. */
export interface HostProcess {
  readonly url: string
  order<Name extends keyof HostOrders>(
    name: Name,
    input: HostOrders[Name]['input'],
  ): Promise<HostOrders[Name]['answer']>
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Whether it has ended already. */
  hasEnded(): boolean
  /** How many of its threads ended although nobody had stopped them. */
  lostThreads(): number
  /** All that it printed. */
  printed(): string
  /** All that the library gave its logger. */
  logged(): string
  kill(): void
}

/** Environment variables that would change what is tried. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KHABEER_') && name !== 'NODE_OPTIONS'),
  )

const spawnHost = (outputFile: string) => {
  const output = openSync(outputFile, 'a')
  const child = fork(script, [], {
    env: cleanEnvironment(),
    execArgv: ['--unhandled-rejections=strict', '--expose-gc'],
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)
  return child
}

/** Starts a host and waits until it serves. */
export const startHost = async (
  folder: string,
  settings: Omit<HostSettings, 'logFile' | 'mediaFolder'>,
): Promise<HostProcess> => {
  const outputFile = join(folder, 'output.log')
  const logFile = join(folder, 'library.log')
  const child = spawnHost(outputFile)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>()
  let lastId = 0
  let lostThreads = 0
  const send = (message: ToHost): void => {
    // Whoever waits for an answer of a host that is gone hears of its end.
    if (child.connected) child.send(message, () => undefined)
  }

  const ready = new Promise<string>((resolve, reject) => {
    waiting.set(0, { resolve: (url) => resolve(String(url)), reject })
  })
  child.on('message', (news: FromHost) => {
    if (news.type === 'thread_lost') lostThreads += 1
    if (news.type === 'ready') settle(0, (waiter) => waiter.resolve(news.url))
    if (news.type === 'answer') settle(news.id, (waiter) => waiter.resolve(news.value))
    if (news.type === 'failed') settle(news.id, (waiter) => waiter.reject(new Error(news.reason)))
  })
  const settle = (
    id: number,
    tell: (waiter: { resolve(value: unknown): void; reject(reason: Error): void }) => void,
  ) => {
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (waiter !== undefined) tell(waiter)
  }
  const ended = once(child, 'exit').then(() => {
    const code = child.exitCode ?? child.signalCode
    const reason = new Error(`The host ended (${code}): ${readFileSync(outputFile, 'utf8').slice(-2_000)}`)
    for (const id of [...waiting.keys()]) settle(id, (waiter) => waiter.reject(reason))
    return code
  })

  send({ type: 'settings', settings: { ...settings, logFile, mediaFolder: join(folder, 'media') } })
  const url = await ready

  return {
    url,
    order: (name, input) =>
      new Promise((resolve, reject) => {
        lastId += 1
        // The program answers each order with what its type says.
        waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject })
        if (child.connected) send({ type: 'order', id: lastId, name, input })
        else settle(lastId, (waiter) => waiter.reject(new Error('The host has ended.')))
      }),
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    lostThreads: () => lostThreads,
    printed: () => readFileSync(outputFile, 'utf8'),
    logged: () => readFileSync(logFile, 'utf8'),
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
