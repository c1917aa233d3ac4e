import type { Contender } from './contender.ts'

/** A stretch of work: how much of it was done, in what time, and what it cost this process. */
export interface Stretch {
  readonly operations: number
  readonly elapsedMs: number
  readonly cpuMs: number
}

/** The calls that every contender's process answers. */
export interface ContenderCalls {
  readonly [name: string]: (input: never) => unknown
  /** Gives the port of the contender's server. */
  port(input: null): number
  /** Repeats an operation, always as many at once as there are lanes. */
  repeat(input: { readonly operation: string; readonly lanes: number; readonly forMs: number }): Promise<Stretch>
  /** Measures one thing once and gives milliseconds: how long it took, or when it happened by `monotonicMs`. */
  probe(input: { readonly name: string; readonly time: number }): Promise<number>
  /** Measures one thing many times for so long and gives milliseconds. */
  series(input: { readonly name: string; readonly forMs: number }): Promise<readonly number[]>
  /** Gives the processor time that this process has used. */
  cpuMs(input: null): number
}

/** Builds the calls of a contender. */
export const toContenderCalls = ({
  port,
  operations,
  probes = {},
  series = {},
  restore,
}: Contender): ContenderCalls => ({
  port: () => port,
  cpuMs: usedCpuMs,
  probe: async ({ name, time }) => {
    const probe = probes[name]
    if (probe === undefined) throw new Error(`It has no probe ${name}.`)
    return probe(time)
  },
  series: async ({ name, forMs }) => {
    const measure = series[name]
    if (measure === undefined) throw new Error(`It has no series ${name}.`)
    return measure(forMs)
  },
  repeat: async ({ operation, lanes, forMs }) => {
    const run = operations[operation]
    if (run === undefined) throw new Error(`It has no operation ${operation}.`)
    const cpuBefore = usedCpuMs()
    const startedAt = performance.now()
    const endsAt = startedAt + forMs
    let done = 0
    const lane = async (): Promise<void> => {
      while (performance.now() < endsAt) {
        await run()
        done += 1
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    const stretch = { operations: done, elapsedMs: performance.now() - startedAt, cpuMs: usedCpuMs() - cpuBefore }
    await restore?.()
    return stretch
  },
})

const usedCpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
