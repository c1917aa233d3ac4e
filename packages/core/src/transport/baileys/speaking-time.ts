const forever = 2n ** 63n - 1n
/** Asked of the global: an import of `node:process` opens the standard streams of the host. */
const machineTime = (): bigint => process.hrtime.bigint()

/** The host's side of how long connections may speak, in memory that the worker reads at any moment. */
export interface SpeakingTime {
  readonly memory: SharedArrayBuffer
  /** The generation that connections opened now belong to. */
  generation(): number
  /** Lets connections speak for so long from now on; those of before a time that ran out stay silent for good. */
  allow(ms: number): void
}

/** Creates a time without end. */
export const createSpeakingTime = (now: () => bigint = machineTime): SpeakingTime => {
  const memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)
  const cells = new BigInt64Array(memory)
  Atomics.store(cells, ends, forever)
  return {
    memory,
    generation: () => Number(Atomics.load(cells, generation)),
    allow: (ms) => {
      const at = now()
      // First, so that whoever reads the new end reads the new generation too.
      if (Atomics.load(cells, ends) <= at) Atomics.add(cells, generation, 1n)
      Atomics.store(cells, ends, at + BigInt(Math.floor(ms * 1_000_000)))
    },
  }
}

/** Tells, in whichever thread, whether connections of a generation may speak now. All threads share one clock. */
export const maySpeak = (memory: SharedArrayBuffer, own: number, now: () => bigint = machineTime): boolean => {
  const cells = new BigInt64Array(memory)
  return Atomics.load(cells, ends) > now() && Atomics.load(cells, generation) === BigInt(own)
}

const ends = 0
const generation = 1
