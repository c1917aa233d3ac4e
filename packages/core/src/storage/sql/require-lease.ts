import type { Lease } from '../lease.ts'
import { StorageError } from '../storage-error.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the step that every write of an owner begins with: it throws `stale_lease` unless the lease is the current one. */
export const createRequireLease = ({ prepare, lockRows }: SqlContext): ((lease: Lease) => SqlProgram<void>) => {
  const findLease = prepare((db, parameter: Parameter<{ instanceId: number; epoch: number }>) =>
    lockRows(
      db
        .selectFrom('khabeer_instances')
        .select('id')
        .where('id', '=', parameter('instanceId'))
        .where('epoch', '=', parameter('epoch'))
        .where('owner', 'is not', null),
    ),
  )

  return function* ({ instanceId, epoch }) {
    const held = yield* one(findLease, { instanceId, epoch })
    if (held !== undefined) return
    throw new StorageError(
      'stale_lease',
      `Instance ${instanceId} has another owner than that of epoch ${epoch}: nothing was changed.`,
    )
  }
}
