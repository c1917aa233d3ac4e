/** What one contender did in one round. */
export interface Sample {
  readonly operations: number
  readonly perSecond: number
  /** Processor time of the contender's process for one operation. */
  readonly cpuMicros: number
}

/** How long and how often is measured. */
export interface Pace {
  readonly rounds: number
  readonly roundMs: number
  readonly warmUp: {
    /** After so many operations the code is compiled, however slow the machine is at the moment. */
    readonly operations: number
    readonly atMostMs: number
  }
}

/** Measures one contender for a while. */
export type Measure = (forMs: number) => Promise<Sample>

/** What was measured of one contender. */
export interface Result {
  readonly perSecond: number
  readonly cpuMicros: number
  /** How many times the first contender's rate is this one's: the median over rounds, in which both ran side by side. */
  readonly ratio: number
}

/** Measures contenders in turns, A B A B, so that whatever slows the machine meanwhile meets them alike. */
export const measureInTurns = async (measures: readonly Measure[], pace: Pace): Promise<readonly Result[]> => {
  for (const measure of measures) await warmUp(measure, pace.warmUp)
  const rounds: Sample[][] = []
  for (let round = 0; round < pace.rounds; round += 1) {
    const samples: Sample[] = []
    for (const measure of measures) samples.push(await measure(pace.roundMs))
    rounds.push(samples)
  }
  return measures.map((_, index) => ({
    perSecond: medianOf(rounds, (samples) => samples[index]?.perSecond),
    cpuMicros: medianOf(rounds, (samples) => samples[index]?.cpuMicros),
    ratio: medianOf(rounds, (samples) => (samples[0]?.perSecond ?? 0) / (samples[index]?.perSecond ?? 0)),
  }))
}

const warmUp = async (measure: Measure, { operations, atMostMs }: Pace['warmUp']): Promise<void> => {
  const endsAt = performance.now() + atMostMs
  let done = 0
  while (done < operations && performance.now() < endsAt) done += (await measure(100)).operations
}

const medianOf = (rounds: readonly Sample[][], read: (samples: readonly Sample[]) => number | undefined): number => {
  const sorted = rounds.map((samples) => read(samples) ?? 0).sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? 0
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? 0)) / 2 : upper
}
