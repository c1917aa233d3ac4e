import { createHash } from 'node:crypto'
import type { SqlProgram, SqlStep, SqlValue } from '@khabeer/core/sql'
import type { CustomTypesConfig } from 'pg'
import pg from 'pg'

/** What runs a statement: a connection, whoever it belongs to. */
export interface Queryable {
  query(config: {
    readonly text: string
    readonly name?: string
    readonly values: SqlValue[]
    readonly types: CustomTypesConfig
  }): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>
}

/** Runs programs step by step, each answer awaited. */
export interface ProgramRunner {
  run<T>(client: Queryable, program: SqlProgram<T>): Promise<T>
  execute(client: Queryable, step: SqlStep): Promise<unknown>
}

/**
 * Builds a runner. Statements are kept prepared on their connection where that connection is one to the server itself:
 * a pooler in between may give each transaction another one.
 */
export const createProgramRunner = (keepsPrepared: () => boolean): ProgramRunner => {
  const names = new Map<string, string>()
  // By its text alone, so that every user of a host's connection gives the same text the same name.
  const nameOf = (text: string): string => {
    const known = names.get(text)
    if (known !== undefined) return known
    const name = `khabeer_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
    names.set(text, name)
    return name
  }

  const execute = async (client: Queryable, { query, values, expects }: SqlStep): Promise<unknown> => {
    const text = query.sql
    const config = { text, values: [...values], types: numberTypes }
    const { rows, rowCount } = await client.query(keepsPrepared() ? { ...config, name: nameOf(text) } : config)
    if (expects === 'rows') return rows
    if (expects === 'row') return rows[0]
    if (expects === 'changes') return rowCount ?? 0
    // The statement returns the column `id` of one row: `tellsInsertedId` is false here.
    return (rows[0] as { readonly id: number } | undefined)?.id
  }

  return {
    execute,
    run: async (client, program) => {
      let step = program.next()
      while (step.done !== true) step = program.next(await execute(client, step.value))
      return step.value
    },
  }
}

const int8 = 20
const numeric = 1700

/** Ids and times are numbers of at most 53 bits; `pg` would hand them out as strings. */
export const numberTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === int8 || oid === numeric ? Number : pg.types.getTypeParser(oid as never, format as never),
}
