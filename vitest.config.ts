import { defineConfig } from 'vitest/config'

// What plays with several processes at once.
const processes = ['test/chaos.test.ts', 'test/paced-hour.test.ts', 'packages/core/test/races/**/*.test.ts']

// What plays with how fast a database comes back, or a key ends everywhere.
const recoveries = ['packages/core/test/faults/**/*.test.ts', 'packages/express/test/key-changes.test.ts']

// What compares the clocks of processes, or holds a take-over to its time, has the machine to itself.
const alone = [
  'packages/core/test/sharing/sharing.test.ts',
  'packages/core/test/sharing/wrong-clock.test.ts',
  'test/cluster.test.ts',
  'test/two-processes.test.ts',
]

export default defineConfig({
  test: {
    projects: [
      {
        // Units beside their files run on the sources, with no build.
        ssr: { resolve: { conditions: ['@khabeer/source', 'node', 'import', 'default'] } },
        resolve: { conditions: ['@khabeer/source', 'node', 'import', 'default'] },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'bench/**/*.test.ts'],
          // They leave nothing behind, and a world of its own for each file takes longer than they do.
          isolate: false,
        },
      },
      {
        // What starts a worker, a process or a whole server runs on dist, as users do.
        test: {
          name: 'integration',
          globalSetup: 'test/support/postgres/global-setup.ts',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...processes, ...recoveries, ...alone],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'processes',
          globalSetup: 'test/support/postgres/global-setup.ts',
          include: processes,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'recoveries',
          globalSetup: 'test/support/postgres/global-setup.ts',
          include: recoveries,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'alone',
          globalSetup: 'test/support/postgres/global-setup.ts',
          include: alone,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
