import type { Clock } from '../clock.ts'

/** How work that is waited for came out. */
export type Timely<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: unknown }
  /** It goes on and nobody waits for it any more. */
  | { readonly kind: 'late' }

/** Waits for work until a deadline; never rejects, and leaves no timer behind. */
export const within = <T>(clock: Clock, deadlineMs: number, work: Promise<T>): Promise<Timely<T>> =>
  new Promise((resolve) => {
    const cancel = clock.after(deadlineMs, () => resolve({ kind: 'late' }))
    const settle = (outcome: Timely<T>) => {
      cancel()
      resolve(outcome)
    }
    work.then(
      (value) => settle({ kind: 'done', value }),
      (cause: unknown) => settle({ kind: 'failed', cause }),
    )
  })
