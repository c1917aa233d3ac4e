import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { resolveOptions } from './resolve-options.ts'

/** What is looked at of a pool: nothing here connects. */
const poolOf = (options: { readonly max?: number }) => ({ options, connect: () => undefined }) as unknown as Pool

const connectionString = 'postgres://khabeer:secret@localhost/khabeer'

describe('the options of the PostgreSQL storage', () => {
  it('use all of an own pool', () => {
    expect(resolveOptions({ connectionString })).toEqual({
      source: { connectionString, max: 10 },
      maxConnections: 10,
      schema: undefined,
      listen: true,
    })
    expect(resolveOptions({ connectionString, max: 3 }).maxConnections).toBe(3)
  })

  it.each([
    [10, 5],
    [3, 1],
    [1, 1],
    [undefined, 5],
  ])('use half of a host’s pool of %s', (max, expected) => {
    const pool = poolOf(max === undefined ? {} : { max })

    expect(resolveOptions({ pool }).maxConnections).toBe(expected)
    expect(resolveOptions({ pool, maxConnections: 2 }).maxConnections).toBe(2)
  })

  it.each([
    ['neither', {}, /either `pool`.*or `connectionString`/u],
    ['both', { pool: poolOf({}), connectionString }, /either `pool`.*or `connectionString`/u],
    ['a client for a pool', { pool: {} as Pool }, /must be a Pool/u],
    ['another database', { connectionString: 'mysql://root:secret@localhost' }, /postgres:\/\//u],
    ['no connections', { connectionString, max: 0 }, /`max` must be/u],
    ['half a connection', { connectionString, maxConnections: 1.5 }, /`maxConnections` must be/u],
    ['a schema that would need quotes', { connectionString, schema: 'My Schema' }, /`schema` must be/u],
  ])('refuse %s, and repeat no secret', (_, options, words) => {
    expect(() => resolveOptions(options)).toThrow(words)
    expect(() => resolveOptions(options)).not.toThrow(/secret/u)
  })
})
