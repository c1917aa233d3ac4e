import type { SqlProgram, SqlStep } from '@khabeer/core/sql'
import type Database from 'better-sqlite3'

/** What a run of programs has done so far. */
export interface RunTally {
  /** Statements run. */
  steps: number
  /** Whether one of them may have written. */
  hasWritten: boolean
}

type Row = Readonly<Record<string, unknown>>

interface Prepared {
  readonly statement: Database.Statement
  /** Makes a row of its columns' values; null for one that gives no rows. */
  readonly toRow: ((values: unknown) => Row) | null
}

/** Runs programs step by step without ever yielding to the event loop, each SQL text prepared once. */
export const createProgramRunner = (db: Database.Database) => {
  const known = new Map<string, Prepared>()

  const prepare = (sql: string): Prepared => {
    const existing = known.get(sql)
    if (existing !== undefined) return existing
    const statement = db.prepare(sql)
    const prepared = statement.reader
      ? { statement: statement.raw(), toRow: createToRow(statement.columns().map(({ name }) => name)) }
      : { statement, toRow: null }
    known.set(sql, prepared)
    return prepared
  }

  const execute = ({ query, values, expects }: SqlStep): unknown => {
    const { statement, toRow } = prepare(query.sql)
    if (toRow !== null && expects === 'row') {
      const found = statement.get(...values)
      return found === undefined ? undefined : toRow(found)
    }
    if (toRow !== null && expects === 'rows') return statement.all(...values).map(toRow)
    const result = statement.run(...values)
    return expects === 'id' ? Number(result.lastInsertRowid) : result.changes
  }

  return {
    /** Runs a program to its end; what it or SQLite throws is thrown. */
    run: <T>(program: SqlProgram<T>, tally: RunTally): T => {
      let step = program.next()
      while (step.done !== true) {
        tally.steps += 1
        if (!step.value.query.isRead) tally.hasWritten = true
        step = program.next(execute(step.value))
      }
      return step.value
    },
  }
}

/** Runs programs on one connection. */
export type ProgramRunner = ReturnType<typeof createProgramRunner>

/**
 * Rows come as lists, because the binding takes twice as long to make an object of a wide one. Each is a copy of one that
 * has all columns already: an object that grows key by key past a dozen becomes a table of hashes, slow to read.
 */
const createToRow = (columns: readonly string[]): ((values: unknown) => Row) => {
  const blank: Row = JSON.parse(JSON.stringify(Object.fromEntries(columns.map((column) => [column, null]))))
  return (values) => {
    const row: Record<string, unknown> = { ...blank }
    // A raw statement gives a list for a row.
    const cells = values as readonly unknown[]
    for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ''] = cells[index]
    return row
  }
}
