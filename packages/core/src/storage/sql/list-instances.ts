import type { InstanceRecord } from '../instance-record.ts'
import { toInstanceRecord } from './instance-rows.ts'
import type { Places } from './places.ts'
import { inPlaces, places } from './places.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the program behind `instances.list`: it reads no more rows than it gives. */
export const createListInstances = (
  context: SqlContext,
): ((accountId: number, ids: readonly number[] | undefined) => SqlProgram<readonly InstanceRecord[]>) => {
  const queries = createQueries(context)

  return function* (accountId, ids) {
    if (ids === undefined) return (yield* all(queries.every, { accountId })).map(toInstanceRecord)
    const found: InstanceRecord[] = []
    for (const some of inPlaces(ids.toSorted((a, b) => a - b))) {
      found.push(...(yield* all(queries.some, { accountId, ...some })).map(toInstanceRecord))
    }
    return found
  }
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
    some: prepare((db, parameter: Parameter<{ accountId: number } & Required<Places<number>>>) =>
      select(db, parameter('accountId')).where(
        'id',
        'in',
        places.map((place) => parameter(place)),
      ),
    ),
  }
}

type Database = Parameters<Parameters<SqlContext['prepare']>[0]>[0]
