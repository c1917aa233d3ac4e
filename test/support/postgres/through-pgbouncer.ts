import { describe, inject, it } from 'vitest'

/** Declares a round of tests that reach PostgreSQL through pgbouncer; where that is missing, the round says so. */
export const throughPgBouncer = (declareTests: (connectionString: string) => void): void => {
  const connectionString = inject('pgBouncerUrl')
  if (connectionString === null) {
    it.skip('through pgbouncer: not run, for it is not installed (docs/testing.md)', () => {})
    return
  }
  describe('through pgbouncer', () => declareTests(connectionString))
}
