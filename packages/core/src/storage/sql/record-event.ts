import type { Insertable } from 'kysely'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { run } from './program.ts'
import type { EventsTable } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/** One change of a status. */
export type StatusEvent = Required<Omit<Insertable<EventsTable>, 'id'>>

/** Builds the step that notes a change of a status in the transaction that made it. */
export const createRecordEvent = ({ prepare }: SqlContext): ((event: StatusEvent) => SqlProgram<void>) => {
  const insertEvent = prepare((db, parameter: Parameter<StatusEvent>) =>
    db.insertInto('khabeer_events').values({
      account_id: parameter('account_id'),
      instance_id: parameter('instance_id'),
      message_id: parameter('message_id'),
      status: parameter('status'),
      reason: parameter('reason'),
      attempts: parameter('attempts'),
      at: parameter('at'),
    }),
  )

  return function* (event) {
    yield* run(insertEvent, event)
  }
}
