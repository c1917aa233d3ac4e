import type { InstanceRecord, Restriction } from '../storage/instance-record.ts'

const type = 'temporary_ban'

/** What an instance shows of a ban that is over after `lengthMs`. */
export const toBan = (now: number, lengthMs: number): Restriction => ({ type, until: now + lengthMs, isProbing: false })

/** Tells how long a ban still lasts; 0 when there is none. */
export const banLeftMs = ({ restriction }: Pick<InstanceRecord, 'restriction'>, now: number): number =>
  restriction?.type === type ? Math.max(0, (restriction.until ?? 0) - now) : 0

/** Gives what an instance that was let in shows: a ban is over then, anything else stands. */
export const withoutBan = ({ restriction }: Pick<InstanceRecord, 'restriction'>): Restriction | null =>
  restriction?.type === type ? null : restriction
