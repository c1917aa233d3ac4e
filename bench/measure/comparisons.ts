import { backlogComparisons } from './backlog-comparisons.ts'
import type { Comparison } from './comparison.ts'
import { postgresComparisons } from './postgres-comparisons.ts'
import { sqliteComparisons } from './sqlite-comparisons.ts'

/** Lists every comparison, in the order in which they are measured. */
export const comparisons: readonly Comparison[] = [...sqliteComparisons, ...postgresComparisons, ...backlogComparisons]
