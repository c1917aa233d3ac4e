import { expect, it } from 'vitest'
import { failEachStatement } from './fail-each-statement.ts'

it.each(['before', 'after'] as const)(
  'whichever statement fails %s it was done, from the accept to the receipt, no message is lost or doubled',
  async (when) => {
    expect(await failEachStatement([{ code: 'ECONNRESET', when }])).toBeGreaterThan(15)
  },
)
