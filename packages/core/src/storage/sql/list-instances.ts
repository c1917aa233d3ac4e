import type { InstanceRecord } from '../instance-record.ts'
import { toInstanceRecord } from './instance-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** The places for ids in one statement: it is compiled once, and more ids take more statements. */
const places = Array.from({ length: 100 }, (_, index) => `id${index}` as const)

/** Ids in their places; one that is left out is null, which no instance has. */
type Places = Readonly<Partial<Record<(typeof places)[number], number>>>

/** Builds the program behind `instances.list`: it reads no more rows than it gives. */
export const createListInstances = (
  context: SqlContext,
): ((accountId: number, ids: readonly number[] | undefined) => SqlProgram<readonly InstanceRecord[]>) => {
  const queries = createQueries(context)

  return function* (accountId, ids) {
    if (ids === undefined) return (yield* all(queries.every, { accountId })).map(toInstanceRecord)
    const found: InstanceRecord[] = []
    for (const some of inPlaces(ids)) {
      found.push(...(yield* all(queries.some, { accountId, ...some })).map(toInstanceRecord))
    }
    return found
  }
}

/** Spreads ids over statements, in their order and each once, so that what is found is in order as well. */
const inPlaces = (ids: readonly number[]): readonly Places[] => {
  const ordered = [...new Set(ids)].sort((a, b) => a - b)
  return Array.from({ length: Math.ceil(ordered.length / places.length) }, (_, statement) => {
    const some = ordered.slice(statement * places.length, (statement + 1) * places.length)
    return Object.fromEntries(some.map((id, index) => [places[index], id]))
  })
}

const createQueries = ({ prepare }: SqlContext) => {
  const select = (db: Database, accountId: ReturnType<Parameter<{ accountId: number }>>) =>
    db
      .selectFrom('khabeer_instances')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('deleted_at', 'is', null)
      .orderBy('id')

  return {
    every: prepare((db, parameter: Parameter<{ accountId: number }>) => select(db, parameter('accountId'))),
    some: prepare((db, parameter: Parameter<{ accountId: number } & Required<Places>>) =>
      select(db, parameter('accountId')).where(
        'id',
        'in',
        places.map((place) => parameter(place)),
      ),
    ),
  }
}

type Database = Parameters<Parameters<SqlContext['prepare']>[0]>[0]
