/** Tells everybody who waits now that something changed, and nobody who begins to wait later. */
export interface Notice {
  /** Fires at the next change. */
  readonly signal: AbortSignal
  tell(): void
}

/** Builds a notice. */
export const createNotice = (): Notice => {
  let current = new AbortController()
  return {
    get signal() {
      return current.signal
    },
    tell: () => {
      const told = current
      current = new AbortController()
      told.abort()
    },
  }
}
