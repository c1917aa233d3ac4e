import { defineConfig } from 'vitest/config'

/** The long faults, of `npm run faults` alone. */
export default defineConfig({
  test: {
    globalSetup: 'test/support/postgres/global-setup.ts',
    include: ['packages/*/test/**/*.faults.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 60_000,
    // They measure how long a recovery takes: nothing else runs beside one.
    maxWorkers: 1,
  },
})
