import type { Tenure } from './history.ts'

/** Tells who owned an instance at a moment; null when nobody did. */
export type OwnerAt = (number: string, at: number) => Tenure | null

/** Builds the answer from all tenures: a lease is over when its owner gives it up, or when the next one takes it. */
export const createOwnerAt = (tenures: readonly Tenure[]): OwnerAt => {
  const byNumber = new Map<string, Tenure[]>()
  for (const tenure of tenures.toSorted((first, second) => first.epoch - second.epoch)) {
    byNumber.set(tenure.number, [...(byNumber.get(tenure.number) ?? []), tenure])
  }
  return (number, at) => {
    const latest = byNumber.get(number)?.findLast(({ from }) => from <= at)
    if (latest === undefined) return null
    return latest.releasedAt !== null && latest.releasedAt < at ? null : latest
  }
}
