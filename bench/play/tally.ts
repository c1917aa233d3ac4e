/** Counts by name. */
export type Counts = Readonly<Record<string, number>>

/** A count that goes on. */
export interface Tally {
  add(name: string): void
  counts(): Counts
}

/** Begins to count. */
export const createTally = (): Tally => {
  const counts = new Map<string, number>()
  return {
    add: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    counts: () => Object.fromEntries(counts),
  }
}

/** Adds all of it up. */
export const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Counts how often each name is there. */
export const countEach = (names: readonly string[]): Counts => {
  const tally = createTally()
  for (const name of names) tally.add(name)
  return tally.counts()
}
