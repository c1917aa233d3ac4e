import type { PreparedQuery, SqlValue } from './prepared-query.ts'

/** One statement that a program wants run, and the shape of the answer it waits for. */
export interface SqlStep {
  readonly query: PreparedQuery
  readonly values: readonly SqlValue[]
  /** `rows`: every row; `row`: the first row or undefined; `changes`: how many rows were written; `id`: the inserted row's. */
  readonly expects: 'rows' | 'row' | 'changes' | 'id'
}

/**
 * A transaction written as a generator: it yields statements and receives their answers. Whoever runs it decides
 * whether a step is synchronous or awaited. It has no effect of its own, so that it can be run again from the start.
 */
export type SqlProgram<T> = Generator<SqlStep, T, unknown>

/** Yields a query and gives all its rows. */
export function* all<Args, Row>(query: PreparedQuery<Args, Row>, args: Args): SqlProgram<readonly Row[]> {
  const rows = yield { query, values: query.bind(args), expects: 'rows' }
  // The driver answers with the rows that the query's own type describes.
  return rows as readonly Row[]
}

/** Yields a query and gives its first row, or undefined. */
export function* one<Args, Row>(query: PreparedQuery<Args, Row>, args: Args): SqlProgram<Row | undefined> {
  const row = yield { query, values: query.bind(args), expects: 'row' }
  // As above.
  return row as Row | undefined
}

/** Yields a statement and gives the number of rows it wrote. */
export function* run<Args>(query: PreparedQuery<Args>, args: Args): SqlProgram<number> {
  const changes = yield { query, values: query.bind(args), expects: 'changes' }
  // As above.
  return changes as number
}

/** Yields an insert, built with `insertedId` where the database needs that, and gives the new row's id. */
export function* insert<Args>(query: PreparedQuery<Args>, args: Args): SqlProgram<number> {
  const id = yield { query, values: query.bind(args), expects: 'id' }
  // As above.
  return id as number
}
