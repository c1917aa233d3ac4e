import type { Contender } from '../process/contender.ts'
import { monotonicMs } from '../process/monotonic.ts'

/** Builds the probes of whoever sends: both send once, and tell when it was called or when it was answered. */
export const sendingProbes = (send: (time: number) => Promise<unknown>): NonNullable<Contender['probes']> => ({
  call: async (time) => {
    const calledAt = monotonicMs()
    await send(time)
    return calledAt
  },
  answer: async (time) => {
    await send(time)
    return monotonicMs()
  },
})
