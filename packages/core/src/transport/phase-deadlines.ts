/**
 * How long each phase of a message may take. Whatever hangs beyond it is let go, so that the next message has its turn:
 * before the write that is certain and tried again, from the write on it ends the line, and the same id is written again
 * after the next login.
 */
export const phaseDeadlinesMs = {
  /** Asking WhatsApp for a recipient. */
  lookup: 25_000,
  /** Building a message that has no file. */
  build: 30_000,
  /** Building a message and uploading its file. */
  upload: 300_000,
  /** Encrypting and writing. */
  write: 30_000,
  /** WhatsApp's acknowledgement, from the write on. */
  acknowledgement: 30_000,
} as const

/** How much longer the lane waits for a client that should have ended a phase by itself. */
export const hangMs = 10_000
