import { expect, it } from 'vitest'
import type { StatementFault } from '../../../../test/support/postgres/failing-pool.ts'
import { failEachStatement } from './fail-each-statement.ts'

/** What the network does can also happen once the server has done its part; what the server says, it has not done. */
const faults: readonly StatementFault[] = [
  ...['ECONNRESET', '57P01', '08006'].map((code): StatementFault => ({ code, when: 'after' })),
  ...['ECONNRESET', '57P01', '40001', '40P01', '53100', '53300', '55P03', '25006'].map(
    (code): StatementFault => ({ code, when: 'before' }),
  ),
]

it.each(faults)(
  'whichever statement fails with $code $when it was done, no message is lost or doubled',
  async (fault) => {
    expect(await failEachStatement([fault])).toBeGreaterThan(15)
  },
)
