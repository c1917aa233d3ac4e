import type { InstanceRecord } from '../instance-record.ts'
import type { CreateInstanceOutcome, InstanceStore } from '../instance-store.ts'
import { toInstanceRecord } from './instance-rows.ts'
import { createKeyedAnswers } from './keyed-answers.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createRecordEvent } from './record-event.ts'
import type { SqlContext } from './sql-context.ts'

type CreateInput = Parameters<InstanceStore['create']>[0]

/** Builds the program behind `instances.create`. */
export const createCreateInstance = (
  context: SqlContext,
): ((input: CreateInput) => SqlProgram<CreateInstanceOutcome>) => {
  const queries = createQueries(context)
  const answers = createKeyedAnswers(context)
  const recordEvent = createRecordEvent(context)

  return function* create(input) {
    const { accountId, name, at, idempotency } = input
    // The account's row is locked first: a twin that is underway is waited for, and its answer seen.
    const account = yield* one(queries.readAccount, { accountId })
    if (account === undefined) return { kind: 'account_not_found' }
    const earlier = yield* answers.find(input)
    if (earlier !== undefined) return toRepeatedOutcome(earlier, idempotency?.bodyHash)
    if (account.is_disabled === 1) return { kind: 'account_disabled' }
    if (account.instances !== null) {
      const existing = yield* one(queries.countInstances, { accountId })
      if (Number(existing?.count ?? 0) >= account.instances) return { kind: 'limit_reached', limit: account.instances }
    }

    const row = yield* one(queries.insertInstance, { accountId, name, at })
    // An insert that does not throw returns its row.
    if (row === undefined) return { kind: 'account_not_found' }
    yield* run(queries.insertLease, { instanceId: row.id })
    yield* recordEvent({
      account_id: accountId,
      instance_id: row.id,
      message_id: null,
      status: row.status,
      reason: null,
      attempts: null,
      at,
    })
    const instance = toInstanceRecord(row)
    yield* answers.keep(input, instance)
    return { kind: 'created', instance }
  }
}

const toRepeatedOutcome = (
  earlier: { readonly body_hash: string; readonly answer: string },
  bodyHash: string | undefined,
): CreateInstanceOutcome => {
  if (earlier.body_hash !== bodyHash) return { kind: 'key_reused' }
  // Written by a create with the same hash, by this code alone.
  return { kind: 'replayed', instance: JSON.parse(earlier.answer) as InstanceRecord }
}

const createQueries = ({ prepare, lockRows }: SqlContext) => ({
  // The account's row is what two callers that create at once wait for, so that the count below stays true.
  readAccount: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    lockRows(
      db.selectFrom('khabeer_accounts').select(['instances', 'is_disabled']).where('id', '=', parameter('accountId')),
    ),
  ),
  countInstances: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db
      .selectFrom('khabeer_instances')
      .select((select) => select.fn.countAll().as('count'))
      .where('account_id', '=', parameter('accountId'))
      .where('deleted_at', 'is', null),
  ),
  insertInstance: prepare((db, parameter: Parameter<{ accountId: number; name: string; at: number }>) =>
    db
      .insertInto('khabeer_instances')
      .values({
        account_id: parameter('accountId'),
        name: parameter('name'),
        status: 'waiting_scan',
        qr_requested_at: parameter('at'),
        created_at: parameter('at'),
        status_changed_at: parameter('at'),
      })
      .returningAll(),
  ),
  insertLease: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.insertInto('khabeer_leases').values({ instance_id: parameter('instanceId') }),
  ),
})
