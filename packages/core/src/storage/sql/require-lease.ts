import type { Lease } from '../lease.ts'
import { StorageError } from '../storage-error.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** The steps that tell whether a lease is the current one; both throw `stale_lease` when it is not. */
export interface RequireLease {
  /** For programs that write: nobody can take the instance over before the transaction has ended. */
  toWrite(lease: Lease): SqlProgram<void>
  /** For programs that only read. */
  toRead(lease: Lease): SqlProgram<void>
}

/** Builds the step that every program of an owner begins with. */
export const createRequireLease = ({ prepare, holdRow }: SqlContext): RequireLease => {
  const readLease = prepare((db, parameter: Parameter<LeaseKey>) => selectHeldLease(db, parameter))
  // Keeps others from taking the row over, not its owner from prolonging it.
  const holdLease = prepare((db, parameter: Parameter<LeaseKey>) => holdRow(selectHeldLease(db, parameter)))

  return {
    toWrite: function* ({ instanceId, epoch }) {
      if ((yield* one(holdLease, { instanceId, epoch })) === undefined) throw staleLease({ instanceId, epoch })
    },
    toRead: function* ({ instanceId, epoch }) {
      if ((yield* one(readLease, { instanceId, epoch })) === undefined) throw staleLease({ instanceId, epoch })
    },
  }
}

/** What a lease is known by. */
export interface LeaseKey {
  instanceId: number
  epoch: number
}

/** Begins a query that has a row while the lease is the current one. */
const selectHeldLease = (db: Parameters<Parameters<SqlContext['prepare']>[0]>[0], parameter: Parameter<LeaseKey>) =>
  db
    .selectFrom('khabeer_leases')
    .select('instance_id')
    .where('instance_id', '=', parameter('instanceId'))
    .where('epoch', '=', parameter('epoch'))
    .where('owner', 'is not', null)

const staleLease = ({ instanceId, epoch }: Lease): StorageError =>
  new StorageError(
    'stale_lease',
    `Instance ${instanceId} has another owner than that of epoch ${epoch}: nothing was changed.`,
  )
