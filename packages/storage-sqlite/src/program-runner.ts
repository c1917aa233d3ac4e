import type { SqlProgram, SqlStep } from '@khabeer/core/sql'
import type Database from 'better-sqlite3'

/** What a run of programs has done so far. */
export interface RunTally {
  /** Statements run. */
  steps: number
  /** Whether one of them may have written. */
  hasWritten: boolean
}

/** Runs programs step by step without ever yielding to the event loop, each SQL text prepared once. */
export const createProgramRunner = (db: Database.Database) => {
  const statements = new Map<string, Database.Statement>()

  const prepared = (sql: string): Database.Statement => {
    const existing = statements.get(sql)
    if (existing !== undefined) return existing
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const execute = ({ query, values, expects }: SqlStep): unknown => {
    const statement = prepared(query.sql)
    if (expects === 'row') return statement.get(...values)
    if (expects === 'rows') return statement.all(...values)
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
