import type { InstanceRecord, Restriction } from '../storage/instance-record.ts'

const type = 'temporary_ban'

type Restricted = Pick<InstanceRecord, 'restriction'>

/** What an instance shows of a ban that is over after `lengthMs`; what was held against it before stands again then. */
export const toBan = (row: Restricted, now: number, lengthMs: number): Restriction => ({
  type,
  until: now + lengthMs,
  isProbing: false,
  beneath: withoutBan(row),
})

/** Tells how long a ban still lasts; 0 when there is none. */
export const banLeftMs = ({ restriction }: Restricted, now: number): number =>
  restriction?.type === type ? Math.max(0, (restriction.until ?? 0) - now) : 0

/** Gives what an instance that was let in shows: a ban is over then, anything else stands. */
export const withoutBan = ({ restriction }: Restricted): Restriction | null =>
  restriction?.type === type ? (restriction.beneath ?? null) : restriction
