import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

/** A user of the database that no other test uses. */
export interface OwnRole {
  readonly name: string
  readonly password: string
  /** The database of the run, as this user. */
  readonly url: string
  /** Runs a statement as the superuser. */
  command(sql: string): Promise<void>
}

/** Makes a user who may create schemas, unless told otherwise; it is gone, with all it owns, when the test ends. */
export const createOwnRole = async (options: { readonly mayCreate?: boolean } = {}): Promise<OwnRole> => {
  const name = `khabeer_test_${randomBytes(6).toString('hex')}`
  const password = `secret-${randomBytes(6).toString('hex')}`
  const pool = new pg.Pool({ connectionString: inject('postgresUrl'), max: 1 })
  const command = async (sql: string): Promise<void> => {
    await pool.query(sql)
  }
  await command(`create role ${name} login password '${password}'`)
  onTestFinished(async () => {
    await command(`drop owned by ${name}; drop role ${name}`)
    await pool.end()
  })
  const url = new URL(inject('postgresUrl'))
  if (options.mayCreate ?? true) await command(`grant create on database "${url.pathname.slice(1)}" to ${name}`)
  url.username = name
  url.password = password
  return { name, password, url: url.href, command }
}
