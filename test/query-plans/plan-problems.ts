import type { HotVerb, RecordedStatement } from './hot-queries.ts'
import { hotVerbs } from './hot-queries.ts'
import { growingTables } from './large-database.ts'

/** What a database said of one statement. */
export interface StatementPlan {
  readonly sql: string
  /** The tables it walks through from end to end. */
  readonly walked: readonly string[]
  /** The most rows that a sort of it takes; 0 without a sort. */
  readonly sortedRows: number
  /** The most rows that a step of it looks at, where the database says so. */
  readonly passedRows: number
  /** The indexes it looks into, by name. */
  readonly indexes: readonly string[]
}

/** The rows of a batch of retention: what is sorted or passed over may be as many, whatever is stored. */
const mostRows = 500

/** Has every statement explained, and says what costs the more the more is stored. */
export const planProblems = async (
  recorded: ReadonlyMap<HotVerb, readonly RecordedStatement[]>,
  explain: (statement: RecordedStatement) => StatementPlan | Promise<StatementPlan>,
): Promise<readonly string[]> => {
  const problems: string[] = []
  for (const [verb, index] of Object.entries(hotVerbs)) {
    const plans: StatementPlan[] = []
    // The keys are those of the record.
    for (const statement of recorded.get(verb as HotVerb) ?? []) plans.push(await explain(statement))
    problems.push(...plans.flatMap(problemsOf).map((problem) => `${verb} ${problem}`))
    if (plans.length === 0) problems.push(`${verb} ran no statement`)
    if (index !== null && !plans.some(({ indexes }) => indexes.includes(index))) {
      problems.push(`${verb} does not use ${index}: ${plans.map(({ sql }) => sql).join('\n')}`)
    }
  }
  return problems
}

const problemsOf = ({ sql, walked, sortedRows, passedRows }: StatementPlan): readonly string[] => [
  ...walked.filter((table) => growingTables.includes(table)).map((table) => `walks through ${table}: ${sql}`),
  ...(sortedRows > mostRows ? [`sorts ${sortedRows} rows: ${sql}`] : []),
  ...(passedRows > mostRows ? [`passes over ${passedRows} rows: ${sql}`] : []),
]
