import { sql } from 'kysely'
import type { Parked } from '../../pacing/admission.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the step that parks queued messages. Where a round trip costs more than a row, it is one statement for all. */
export const createParkMessages = ({
  prepare,
  driver,
  table,
}: SqlContext): ((parked: readonly Parked[]) => SqlProgram<void>) => {
  const parkOne = prepare((db, parameter: Parameter<Parked>) =>
    db
      .updateTable('khabeer_messages')
      .set({ next_attempt_at: parameter('until'), held_reason: parameter('reason') })
      .where('id', '=', parameter('id'))
      .where('status', '=', 'queued'),
  )
  const parkAll = prepare(
    (db, parameter: Parameter<{ ids: readonly number[]; untils: readonly number[]; reasons: readonly string[] }>) => ({
      compile: () =>
        sql`
update ${table('khabeer_messages')} message set next_attempt_at = given.until, held_reason = given.reason
from unnest(${parameter('ids')}::bigint[], ${parameter('untils')}::bigint[], ${parameter('reasons')}::text[])
  as given(id, until, reason)
where message.id = given.id and message.status = 'queued'`.compile(db),
    }),
  )

  return function* (parked) {
    if (parked.length === 0) return
    if (!driver.capabilities.acceptsByArrays) {
      for (const each of parked) yield* run(parkOne, each)
      return
    }
    yield* run(parkAll, {
      ids: parked.map(({ id }) => id),
      untils: parked.map(({ until }) => until),
      reasons: parked.map(({ reason }) => reason),
    })
  }
}
