import type { Connection } from '../transport/transport.ts'

/** A line that messages can be written on. */
export interface OpenLine {
  readonly connection: Connection
  /** Fires when the line is gone. */
  readonly gone: AbortSignal
  /** Fires when nothing new is to be started. */
  readonly stopping: AbortSignal
}

/** Tells whether anything new may be started on a line. */
export const goesOn = (line: OpenLine): boolean => !line.gone.aborted && !line.stopping.aborted
