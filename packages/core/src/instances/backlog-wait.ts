import type { Clock } from '../clock.ts'

/** How long the end of the offline backlog is waited for after a login. */
const backlogMs = 60_000

/** Waits for the end of a login's offline backlog. */
export interface BacklogWait {
  begin(): void
  cancel(): void
}

/** Builds the wait: a server that never says that the backlog has ended must not hold the queue for ever. */
export const createBacklogWait = (clock: Clock, onOver: () => void): BacklogWait => {
  let cancel: () => void = () => undefined
  return {
    begin: () => {
      cancel()
      cancel = clock.after(backlogMs, onOver)
    },
    cancel: () => cancel(),
  }
}
