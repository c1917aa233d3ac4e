import type { IqFilter } from '../ledger/iqs.ts'
import type { ControlRoute } from './control-route.ts'

/** What can be read of the ledger. */
export const ledgerRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/admin/ledger',
    summary:
      'Lists ciphertexts as they were read, message stanzas, receipts and lines (?waMessageId= for one message).',
    run(sandbox, { query }) {
      const { ledger } = sandbox
      const id = query.get('waMessageId') ?? undefined
      return {
        entries: ledger.entries().filter((entry) => id === undefined || entry.waMessageId === id),
        stanzas: ledger.stanzas(id),
        receipts: ledger.receipts().filter((receipt) => id === undefined || receipt.waMessageIds.includes(id)),
        connections: ledger.connections(),
      }
    },
  },
  {
    method: 'GET',
    path: '/admin/ledger/iqs',
    summary: 'Counts the queries of clients (?xmlns=, ?child=, ?type=, ?number= narrow it down).',
    run(sandbox, { query }) {
      const filter: IqFilter = {
        number: query.get('number') ?? undefined,
        xmlns: query.get('xmlns') ?? undefined,
        type: query.get('type') ?? undefined,
        child: query.get('child') ?? undefined,
      }
      return { count: sandbox.ledger.iqCount(filter) }
    },
  },
]
