import type { KillPoint, TakeoverStep } from '../plan/kill-points.ts'
import type { ArmedPoint } from './child-messages.ts'

/** Ends this process where it is told to, in the middle of whatever it does. */
export interface Trigger {
  /** Says that the process is at a place now; does not return when that is the one. */
  reached(point: KillPoint, step?: TakeoverStep): void
  /** How long after its beginning an upload is cut off; null when none is. */
  readonly uploadCutMs: number | null
}

/** Builds the trigger of a process; nothing happens without a place. */
export const createTrigger = (armed: ArmedPoint | null): Trigger => {
  let left = armed?.skip ?? 0
  return {
    reached: (point, step) => {
      if (armed?.point !== point || (step !== undefined && armed.step !== step)) return
      if (left === 0) process.kill(process.pid, 'SIGKILL')
      left -= 1
    },
    uploadCutMs: armed?.point === 'media_upload' ? armed.delayMs : null,
  }
}
