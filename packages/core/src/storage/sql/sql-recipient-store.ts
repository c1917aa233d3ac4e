import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { RecipientRecord } from '../recipient-record.ts'
import type { RecipientStore } from '../recipient-store.ts'
import type { Places } from './places.ts'
import { inPlaces, places } from './places.ts'
import type { Parameter } from './prepared-query.ts'
import { all, one, run } from './program.ts'
import { createReleaseMessages } from './release-messages.ts'
import { createRequireLease } from './require-lease.ts'
import type { RecipientsTable } from './schema.ts'
import type { SqlContext } from './sql-context.ts'
import { createWantLookups } from './want-lookups.ts'

/** Builds the recipient store of a driver. */
export const createRecipientStore = (context: SqlContext): RecipientStore => {
  const { driver } = context
  const requireLease = createRequireLease(context)
  const releasing = createReleaseMessages(context)
  const wanting = createWantLookups(context)
  const queries = createQueries(context)

  const wake = (instanceId: number): void => driver.publish({ kind: 'instances', instanceId })

  return {
    get: (instanceId, recipient) =>
      driver.read(function* () {
        const row = yield* one(queries.get, { instanceId, recipient })
        return row === undefined ? null : toRecipientRecord(row)
      }),
    list: (instanceId, recipients) =>
      driver.read(function* () {
        const found: RecipientRecord[] = []
        for (const some of inPlaces(recipients)) {
          found.push(...(yield* all(queries.list, { instanceId, ...some })).map(toRecipientRecord))
        }
        return found
      }),
    wantLookups: async (accountId, instanceId, wanted) => {
      const isThere = await driver.write(() => wanting.want(accountId, instanceId, wanted))
      if (isThere) wake(instanceId)
      return isThere
    },
    nextWanted: (lease, at) => driver.read(() => wanting.next(lease, at)),
    endWanted: async (lease, { recipient }) => {
      await driver.write(() => wanting.end(lease, recipient))
      wake(lease.instanceId)
    },
    saveLookup: (lease, { recipient, lookup, address, waNumber = null, at }) =>
      driver.write(function* () {
        yield* requireLease.toWrite(lease)
        yield* run(queries.saveLookup, { instanceId: lease.instanceId, recipient, lookup, address, waNumber, at })
      }),
    forgetLookup: (lease, { recipient }) =>
      driver.write(function* () {
        yield* requireLease.toWrite(lease)
        yield* run(queries.forgetLookup, { instanceId: lease.instanceId, recipient })
      }),
    noteInbound: async (lease, { recipient, at }) => {
      const { instanceId } = lease
      const released = await driver.write(function* () {
        yield* requireLease.toWrite(lease)
        yield* run(queries.noteInbound, { instanceId, recipient, at })
        return yield* releasing.byRecipient(instanceId, recipient)
      })
      if (released > 0) driver.publish({ kind: 'messages', instanceId })
    },
  }
}

const toRecipientRecord = (row: Selectable<RecipientsTable>): RecipientRecord => ({
  instanceId: row.instance_id,
  recipient: row.recipient,
  firstSentAt: row.first_sent_at,
  lastSentAt: row.last_sent_at,
  lastInboundAt: row.last_inbound_at,
  lookup: row.lookup,
  address: row.address,
  waNumber: row.wa_number,
  lookedUpAt: row.looked_up_at,
})

interface RecipientKey {
  instanceId: number
  recipient: string
}

interface Lookup {
  lookup: 'found' | 'missing'
  address: string | null
  waNumber: string | null
  at: number
}

const createQueries = ({ prepare }: SqlContext) => ({
  get: prepare((db, parameter: Parameter<RecipientKey>) =>
    db
      .selectFrom('khabeer_recipients')
      .selectAll()
      .where('instance_id', '=', parameter('instanceId'))
      .where('recipient', '=', parameter('recipient')),
  ),
  list: prepare((db, parameter: Parameter<{ instanceId: number } & Required<Places<string>>>) =>
    db
      .selectFrom('khabeer_recipients')
      .selectAll()
      .where('instance_id', '=', parameter('instanceId'))
      .where(
        'recipient',
        'in',
        places.map((place) => parameter(place)),
      ),
  ),
  saveLookup: prepare((db, parameter: Parameter<RecipientKey & Lookup>) =>
    db
      .insertInto('khabeer_recipients')
      .values({
        instance_id: parameter('instanceId'),
        recipient: parameter('recipient'),
        lookup: parameter('lookup'),
        address: parameter('address'),
        wa_number: parameter('waNumber'),
        looked_up_at: parameter('at'),
      })
      .onConflict((conflict) =>
        conflict.columns(['instance_id', 'recipient']).doUpdateSet({
          lookup: sql`excluded.lookup`,
          address: sql`excluded.address`,
          wa_number: sql`excluded.wa_number`,
          looked_up_at: sql`excluded.looked_up_at`,
        }),
      ),
  ),
  forgetLookup: prepare((db, parameter: Parameter<RecipientKey>) =>
    db
      .updateTable('khabeer_recipients')
      .set({ lookup: null, address: null, wa_number: null, looked_up_at: null })
      .where('instance_id', '=', parameter('instanceId'))
      .where('recipient', '=', parameter('recipient')),
  ),
  noteInbound: prepare((db, parameter: Parameter<RecipientKey & { at: number }>) =>
    db
      .insertInto('khabeer_recipients')
      .values({
        instance_id: parameter('instanceId'),
        recipient: parameter('recipient'),
        last_inbound_at: parameter('at'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['instance_id', 'recipient'])
          .doUpdateSet({ last_inbound_at: sql`excluded.last_inbound_at` })
          // An offline backlog may arrive after newer messages.
          .where((where) =>
            where.or([
              where('khabeer_recipients.last_inbound_at', 'is', null),
              where('khabeer_recipients.last_inbound_at', '<', sql<number>`excluded.last_inbound_at`),
            ]),
          ),
      ),
  ),
})
