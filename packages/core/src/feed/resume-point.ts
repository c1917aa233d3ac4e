/** Where reading on begins. */
export interface ResumePoint {
  /** Every event above this id follows. */
  readonly start: number
  /** Whether events between the id that was asked for and the start may be gone. */
  readonly hasGap: boolean
}

/**
 * Tells where reading on after an id begins, when `last` is the highest id there is and `oldest` the lowest that
 * retention has left. An id above the last one is of another database: what it stands for is not known here. 0 asks for
 * all that is kept.
 */
export const resumeAfter = (
  after: number,
  { last, oldest }: { readonly last: number; readonly oldest: number | null },
): ResumePoint => {
  const beforeFirst = (oldest ?? last + 1) - 1
  if (after === 0) return { start: beforeFirst, hasGap: false }
  if (after > last) return { start: last, hasGap: true }
  return after < beforeFirst ? { start: beforeFirst, hasGap: true } : { start: after, hasGap: false }
}
