import type { Clock } from './clock.ts'
import { toKhabeerError } from './storage/to-khabeer-error.ts'

/**
 * Wraps every call of a facade: first what it needs must hold, and what a storage throws leaves as a `KhabeerError`.
 * The one place where the errors of the inside become those of the outside.
 */
export const guarded = <Facade extends object>(facade: Facade, clock: Clock, before?: () => Promise<void>): Facade => {
  const entries = Object.entries(facade).map(([name, value]) => [name, guardedValue(value, clock, before)])
  // The same keys with the same signatures, each wrapped.
  return Object.fromEntries(entries) as Facade
}

const guardedValue = (value: unknown, clock: Clock, before?: () => Promise<void>): unknown => {
  if (typeof value !== 'function') return guarded(value as object, clock, before)
  return async (...input: readonly unknown[]) => {
    try {
      await before?.()
      return await value(...input)
    } catch (cause) {
      throw toKhabeerError(cause, clock.now())
    }
  }
}
