import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { HeldReason } from '../../pacing/held-reasons.ts'
import type { InstanceStore, QueueDepth } from '../instance-store.ts'
import type { Priority } from '../message-record.ts'
import { toLane } from './lanes.ts'
import { isParked, isReady } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

const priorities: readonly Priority[] = ['high', 'normal', 'low']

/** Why messages wait that could have gone by now; those whose own time has not come are none of them. */
const overdueReasons: readonly HeldReason[] = ['restricted', 'first_contacts_cap', 'recipient_gap', 'order', 'retry']

/** Builds the program behind `instances.depths`: a walk of bounded length and a few looks into indexes for each queue. */
export const createQueueDepths = (
  context: SqlContext,
): ((...input: Parameters<InstanceStore['depths']>) => SqlProgram<readonly QueueDepth[]>) => {
  const queries = createQueries(context)

  return function* (accountId, { instanceId, limit }) {
    // One more, to tell whether there are more.
    const bounds = { accountId, limit: limit + 1 }
    const rows =
      instanceId === undefined ? yield* all(queries.every, bounds) : yield* all(queries.one, { ...bounds, instanceId })
    return rows.map((row) => toDepth(row, limit))
  }
}

interface DepthRow {
  readonly id: number
  readonly ready: number
  readonly parked: number
}

const toDepth = ({ id, ready, parked, ...oldest }: DepthRow, limit: number): QueueDepth => {
  // A count is text where the database has one that JavaScript has no number for.
  const queued = Number(ready) + Number(parked)
  const times = Object.values(oldest).filter((at) => typeof at === 'number')
  return {
    instanceId: id,
    queued: Math.min(queued, limit),
    isMore: queued > limit,
    oldestQueuedAt: times.length === 0 ? null : Math.min(...times),
  }
}

const createQueries = ({ prepare, table }: SqlContext) => {
  const messages = table('khabeer_messages')
  // In the order of their index, so that the walk ends where the count does.
  const counted = (isWaiting: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: RawBuilder<number>) =>
    sql<number>`(select count(*) from (select 1 from ${messages} as waiting where ${isWaiting} and waiting.instance_id = instance.id order by ${order} limit ${limit}) as waiting)`
  // Between a value and itself: as an equality it would let the planner walk through the table by its key instead.
  const oldest = (isWaiting: RawBuilder<unknown>, column: string, value: RawBuilder<unknown>) => {
    const place = sql.ref(`waiting.${column}`)
    return sql<
      number | null
    >`(select waiting.queued_at from ${messages} as waiting where ${isWaiting} and waiting.instance_id = instance.id and ${place} >= ${value} and ${place} <= ${value} order by waiting.instance_id, ${place}, waiting.id limit 1)`
  }

  const select = (db: Database, parameter: Parameter<{ accountId: number; limit: number }>) =>
    db
      .selectFrom('khabeer_instances as instance')
      .select('instance.id')
      .select([
        counted(isReady('waiting'), sql`waiting.lane, waiting.id`, parameter('limit')).as('ready'),
        counted(isParked('waiting'), sql`waiting.held_reason, waiting.id`, parameter('limit')).as('parked'),
        ...priorities.map((priority) =>
          oldest(isReady('waiting'), 'lane', sql.lit(toLane(priority))).as(`oldest_${priority}`),
        ),
        ...overdueReasons.map((reason) =>
          oldest(isParked('waiting'), 'held_reason', sql.lit(reason)).as(`oldest_${reason}`),
        ),
      ])
      .where('instance.account_id', '=', parameter('accountId'))
      .where('instance.deleted_at', 'is', null)
      .orderBy('instance.id')

  return {
    every: prepare((db, parameter: Parameter<{ accountId: number; limit: number }>) => select(db, parameter)),
    one: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number; limit: number }>) =>
      select(db, parameter).where('instance.id', '=', parameter('instanceId')),
    ),
  }
}

type Database = Parameters<Parameters<SqlContext['prepare']>[0]>[0]
