/** What a database said of one statement. */
export interface StatementPlan {
  readonly sql: string
  /** The tables it walks through from end to end. */
  readonly walked: readonly string[]
  /** The most rows that a sort of it takes; 0 without a sort. */
  readonly sortedRows: number
  /** The indexes it looks into, by name. */
  readonly indexes: readonly string[]
}

/** A batch of retention may be sorted, and what stands in front of one instance's queue; nothing that grows. */
const mostSortedRows = 1_000

/** Says what is wrong with the plans of one verb: nothing, where no cost of it grows with what is stored. */
export const planProblems = (
  plans: readonly StatementPlan[],
  { growing, index }: { readonly growing: readonly string[]; readonly index: string | null },
): readonly string[] => {
  const problems = plans.flatMap(({ sql, walked, sortedRows }) => [
    ...walked.filter((table) => growing.includes(table)).map((table) => `walks through ${table}: ${sql}`),
    ...(sortedRows > mostSortedRows ? [`sorts ${sortedRows} rows: ${sql}`] : []),
  ])
  if (index === null || plans.some(({ indexes }) => indexes.includes(index))) return problems
  return [...problems, `no statement uses ${index}: ${plans.map(({ sql }) => sql).join('\n')}`]
}
