import pg from 'pg'
import type { RecordedStatement } from '../../../../test/query-plans/hot-queries.ts'
import type { StatementPlan } from '../../../../test/query-plans/plan-problems.ts'

/** The part of PostgreSQL's plan that is looked at. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Conflict Arbiter Indexes'?: readonly string[]
  readonly 'Plan Rows': number
  readonly 'Actual Loops'?: number
  readonly 'Actual Rows'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

/** From the sixth run on the server weighs a plan for any values against those for given ones, and keeps to the winner. */
const runsUntilSettled = 6

/** Reads the plan that the server settles upon for a statement that is kept prepared; nothing of it stays done. */
export const explain = async (client: pg.ClientBase, statement: RecordedStatement): Promise<StatementPlan> => {
  const { sql, values } = statement
  const call = `execute explained${values.length === 0 ? '' : `(${values.map(toLiteral).join(', ')})`}`
  // What was inserted once cannot be inserted again: of those the estimate has to do.
  const isRun = !/\binsert into\b/u.test(sql)

  await client.query('begin')
  try {
    await client.query(`prepare explained as ${sql}`)
    for (let run = 0; run < runsUntilSettled; run += 1) await client.query(`explain ${call}`)
    const { rows } = await client.query<{ readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
      `explain (${isRun ? 'analyze, ' : ''}format json) ${call}`,
    )
    await client.query('deallocate explained')
    const nodes = rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan))
    return {
      sql,
      walked: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
      sortedRows: Math.max(0, ...nodes.filter((node) => node['Node Type'].endsWith('Sort')).map(rowsOf)),
      passedRows: Math.max(0, ...nodes.map(passedBy)),
      indexes: nodes.flatMap((node) => [node['Index Name'] ?? [], node['Conflict Arbiter Indexes'] ?? []].flat()),
    }
  } finally {
    await client.query('rollback')
  }
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const rowsOf = (node: PlanNode): number => node['Plan Rows']

/** What a step gave and what it dropped, over all its runs. */
const passedBy = (node: PlanNode): number =>
  ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0)

/** Arguments of `execute` cannot be bound. */
const toLiteral = (value: RecordedStatement['values'][number]): string => {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return pg.escapeLiteral(value)
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`
  // An array of nulls alone would have the type of texts.
  if (value.every((item) => item === null || typeof item === 'number')) return `'{${value.map(String).join(',')}}'`
  return `array[${value.map(toLiteral).join(', ')}]`
}
