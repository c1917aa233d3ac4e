import { z } from 'zod'
import { fieldError } from '../../errors/field-error.ts'
import { onlyParameters } from './known-names.ts'

const usualLimit = 50

const isLimit = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && /^(?:[1-9]\d?|100)$/u.test(value))

/** The query of a list that comes in pages, in the order of ids. */
export const pageQuery = onlyParameters({
  limit: z
    .unknown()
    .optional()
    .refine(isLimit, { error: `must be a whole number from 1 to 100, or be left out for ${usualLimit}` })
    .meta({ type: 'integer', minimum: 1, maximum: 100, default: usualLimit, description: 'How many at most.' }),
  cursor: z.unknown().optional().meta({ type: 'string', description: 'The next_cursor of the page before.' }),
})

/** A page that is asked for. */
type PageQuery = z.infer<typeof pageQuery>

/** A page of a list. */
interface Page<Row> {
  readonly items: readonly Row[]
  /** Null on the last page. */
  readonly nextCursor: string | null
}

/** Reads a page, and whether there is another one behind it. Throws `invalid_request` for a cursor that is none of ours. */
export const readPage = async <Row extends { readonly id: number }>(
  query: PageQuery,
  read: (page: { readonly after: number; readonly limit: number }) => Promise<readonly Row[]>,
): Promise<Page<Row>> => {
  const limit = Number(query.limit ?? usualLimit)
  const found = await read({ after: toId(query.cursor), limit: limit + 1 })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last !== undefined ? toCursor(last.id) : null }
}

const toCursor = (id: number): string => Buffer.from(String(id)).toString('base64url')

const toId = (cursor: unknown): number => {
  if (cursor === undefined) return 0
  const id = typeof cursor === 'string' ? Number(Buffer.from(cursor, 'base64url').toString('latin1')) : 0
  if (Number.isSafeInteger(id) && id > 0 && toCursor(id) === cursor) return id
  throw fieldError('cursor', 'must be the next_cursor of the page before, or be left out')
}
