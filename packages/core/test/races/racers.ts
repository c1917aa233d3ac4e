import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Storage } from '@khabeer/core/sql'
import type { PlaceSettings } from './place.ts'

/** One call of a storage, as it is handed to another process; `store` is null for those of the storage itself. */
export interface StorageCall {
  readonly store: keyof Storage | null
  readonly verb: string
  readonly input: readonly unknown[]
}

/** What came of a call: a value or the code of an error. */
export interface CallOutcome<Value> {
  readonly value?: Value
  readonly error?: string
  readonly tookMs: number
}

/** What came of all calls, process by process. */
export type Outcomes<Value> = readonly (readonly CallOutcome<Value>[])[]

/** Processes that share one database. */
export interface Racers {
  /** Gives each process a storage of its own on a database, in place of an earlier one, and leaves it unopened. */
  place(settings: PlaceSettings): Promise<void>
  /** The same, and opens it. */
  open(settings: PlaceSettings): Promise<void>
  /**
   * Hands each process its calls and lets all begin together; `inFlight` calls of each are under way at a time. Of one that
   * is killed meanwhile nothing is told.
   */
  race<Value>(callsOfEach: readonly (readonly StorageCall[])[], inFlight?: number): Promise<Outcomes<Value>>
  /**
   * The same as no storage may do it: each process asks `question` for each of its calls, and then makes those that saw
   * fewer than `limit`.
   */
  raceReadingFirst<Value>(
    callsOfEach: readonly (readonly StorageCall[])[],
    question: StorageCall,
    limit: number,
  ): Promise<Outcomes<Value>>
  /** Kills one where it stands. */
  kill(index: number): Promise<void>
  end(): Promise<void>
}

/** The call that opens a storage. */
export const migrateCall: StorageCall = { store: null, verb: 'migrate', input: [] }

const racer = fileURLToPath(new URL('./fixtures/racer.mjs', import.meta.url))

/** Starts processes that wait for what they are told. */
export const startRacers = async (count: number): Promise<Racers> => {
  const children = Array.from({ length: count }, () => fork(racer, { serialization: 'advanced' }))
  await Promise.all(children.map((child) => answerOf(child, 'start')))

  const askAll = async <Value>(order: string, inputs: readonly object[]): Promise<readonly Value[]> => {
    const answers = await Promise.all(inputs.map((input, index) => ask(children[index], order, input)))
    // Whoever asks knows what is answered.
    return answers as readonly Value[]
  }

  const place = async (settings: PlaceSettings): Promise<void> => {
    await askAll(
      'open',
      children.map(() => ({ settings })),
    )
  }

  const prepare = async (callsOfEach: readonly (readonly StorageCall[])[]): Promise<void> => {
    await askAll(
      'prepare',
      callsOfEach.map((calls) => ({ calls })),
    )
  }

  const race = async <Value>(callsOfEach: readonly (readonly StorageCall[])[], inFlight = 16) => {
    await prepare(callsOfEach)
    return askAll<readonly CallOutcome<Value>[]>(
      'go',
      callsOfEach.map(() => ({ inFlight })),
    )
  }

  return {
    place,
    open: async (settings) => {
      await place(settings)
      await race(children.map(() => [migrateCall]))
    },
    race,
    raceReadingFirst: async <Value>(
      callsOfEach: readonly (readonly StorageCall[])[],
      question: StorageCall,
      limit: number,
    ) => {
      await prepare(callsOfEach)
      return askAll<readonly CallOutcome<Value>[]>(
        'readThenWrite',
        callsOfEach.map(() => ({ question, limit })),
      )
    },
    kill: async (index) => {
      const child = children[index]
      if (child !== undefined) await kill(child)
    },
    end: async () => {
      await Promise.all(children.map(kill))
    },
  }
}

const ask = (child: ChildProcess | undefined, order: string, input: object): Promise<unknown> => {
  if (child === undefined) throw new Error('There are fewer processes than are asked for.')
  const answer = answerOf(child, order)
  if (child.connected) child.send({ order, ...input })
  return answer
}

/** Resolves with the answer to an order; with an empty list when the process ends before. */
const answerOf = (child: ChildProcess, order: string): Promise<unknown> =>
  new Promise((resolve) => {
    const stop = (answer: unknown): void => {
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(answer)
    }
    const onMessage = (message: { readonly order: string; readonly answer: unknown }): void => {
      if (message.order === order) stop(message.answer)
    }
    const onExit = (): void => stop([])
    if (hasEnded(child)) return resolve([])
    child.on('message', onMessage)
    child.on('exit', onExit)
  })

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

const kill = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
