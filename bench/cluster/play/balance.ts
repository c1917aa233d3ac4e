import type { Cluster } from '../stage/cluster.ts'
import type { LedgerWatch } from '../watch/ledger-watch.ts'

/** Whether every instance is on the line and every member has its share. */
export const isBalanced = (
  stage: { readonly cluster: Cluster; readonly watch: LedgerWatch },
  numbers: readonly string[],
): boolean => {
  const counts = countLines(stage, numbers)
  if (counts === null) return false
  const share = Math.floor(numbers.length / counts.size)
  return [...counts.values()].every((count) => count >= share)
}

/** How many instances each running member has on the line; null while one is on no line, or on that of another. */
const countLines = (
  { cluster, watch }: { readonly cluster: Cluster; readonly watch: LedgerWatch },
  numbers: readonly string[],
): ReadonlyMap<string, number> | null => {
  const counts = new Map(
    cluster
      .members()
      .filter(({ state }) => state === 'running')
      .map(({ name }) => [name, 0]),
  )
  for (const number of numbers) {
    const member = watch.liveLine(number)?.member ?? ''
    const count = counts.get(member)
    if (count === undefined) return null
    counts.set(member, count + 1)
  }
  return counts
}
