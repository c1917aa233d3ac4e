import type { LedgerEvents } from '../ledger/ledger.ts'
import { badRequest } from './control-error.ts'
import type { LiveRoute } from './control-route.ts'

const KINDS = ['entry', 'stanza', 'shown', 'receipt', 'connection', 'iq'] as const satisfies (keyof LedgerEvents)[]

/** The ledger as it is written. */
export const ledgerEvents: LiveRoute = {
  method: 'GET',
  path: '/admin/ledger/events',
  summary: `Tells what happens from now on, one {"event","record"} a line (?event= for some: ${KINDS.join(', ')}).`,
  follow(sandbox, { query }, tell) {
    const asked = query.getAll('event')
    const unknown = asked.find((word) => !KINDS.some((kind) => kind === word))
    if (unknown !== undefined) throw badRequest(`There is no event "${unknown}"; there are ${KINDS.join(', ')}.`)
    const unsubscribes = KINDS.filter((kind) => asked.length === 0 || asked.includes(kind)).map((kind) =>
      sandbox.ledger.on(kind, (record) => tell({ event: kind, record })),
    )
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe()
    }
  },
}
