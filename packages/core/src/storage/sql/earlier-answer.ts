import type { AcceptedMessage, AcceptOutcome } from '../message-store.ts'

/** How long a key and its answer are kept. */
export const idempotencyMs = 24 * 3_600_000

/** Gives what a repeated call is told: the answer of then, or that its key stood for something else. */
export const toRepeatedOutcome = (
  earlier: { readonly body_hash: string; readonly answer: string },
  bodyHash: string,
): AcceptOutcome => {
  if (earlier.body_hash !== bodyHash) return { kind: 'key_reused' }
  // Written by an accept, by this code alone.
  return { kind: 'replayed', messages: JSON.parse(earlier.answer) as readonly AcceptedMessage[] }
}
