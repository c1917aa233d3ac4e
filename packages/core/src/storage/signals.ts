/** What changed, in words that say who should look again. */
export type Signal =
  /** Messages wait for this instance. */
  | { readonly kind: 'messages'; readonly instanceId: number }
  /** This instance was created, deleted, asked for a code, or changed its row. */
  | { readonly kind: 'instances'; readonly instanceId: number }
  /** Instances were handed over, or a process that owns some goes: others may take them. */
  | { readonly kind: 'leases' }
  /** Statuses of messages changed, and each change is an event. That a message was accepted is told as `messages`. */
  | { readonly kind: 'events' }
  /** An account, a plan or a key changed. */
  | { readonly kind: 'accounts' }
  /** Another process wrote something: everybody should look again. */
  | { readonly kind: 'elsewhere' }

/** Wakes whoever waits for rows. A storage publishes by itself, after the commit; a signal may be lost, never a row. */
export interface Signals {
  /** Calls `listener` for each signal until the returned function is called. The listener must not throw. */
  subscribe(listener: (signal: Signal) => void): () => void
}
