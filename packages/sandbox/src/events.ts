/** Takes a listener back. */
export type Unsubscribe = () => void

/** The listeners of one kind of happening. */
export interface Topic<T> {
  on(listener: (value: T) => void): Unsubscribe
  emit(value: T): void
}

/** Creates a topic; listeners are called at once, in the order they came. */
export function createTopic<T>(): Topic<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value)
    },
  }
}
