import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The calls that a process answers, each with one plain input. */
type Calls = { readonly [name: string]: (input: never) => unknown }

/** The calls of another process. */
export interface Remote<Served extends Calls> {
  call<Name extends keyof Served & string>(
    name: Name,
    input: Parameters<Served[Name]>[0],
  ): Promise<Awaited<ReturnType<Served[Name]>>>
  /** Ends the process and waits until it is gone. */
  close(): Promise<void>
}

interface Ask {
  readonly id: number
  readonly name: string
  readonly input: unknown
}

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Starts an entry of this build as a process of its own, so that no contender warms or burdens another. */
export const startProcess = <Served extends Calls>(
  entry: 'contender' | 'load',
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Remote<Served> => {
  const file = fileURLToPath(new URL(`./${entry}.js`, import.meta.url))
  const child = fork(file, args, { execArgv: [...nodeOptions] })
  return remoteOf(child, [entry, ...args.slice(0, 1)].join(' '))
}

/** Calls a process that was started with a channel and serves calls. */
export const remoteOf = <Served extends Calls>(child: ChildProcess, title: string): Remote<Served> => {
  const waiting = new Map<number, Waiting>()
  const gone = once(child, 'exit')
  let lastId = 0

  child.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) call?.reject(new Error(`${title}: ${answer.error}`))
    // The other side answers with what the call's own type says.
    else call?.resolve(answer.value as never)
  })
  child.on('exit', (code, signal) => {
    for (const call of waiting.values()) call.reject(new Error(`${title}: the process ended (${signal ?? code}).`))
    waiting.clear()
  })

  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${title}: the process has ended.`))
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        child.send({ id: lastId, name, input } satisfies Ask)
      }),
    close: async () => {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** Answers the calls of the process that started this one; `close` runs once that one lets go. */
export const serveCalls = (calls: Calls, close: () => Promise<void>): void => {
  process.on('message', ({ id, name, input }: Ask) => {
    answer(calls, name, input).then(
      (value) => process.send?.({ id, value } satisfies Answer),
      (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
    )
  })
  process.on('disconnect', () => void close())
}

const answer = async (calls: Calls, name: string, input: unknown): Promise<unknown> => {
  const call = calls[name]
  if (call === undefined) throw new Error(`There is no call ${name}.`)
  // The asking side was checked against the call's own type.
  return call(input as never)
}
