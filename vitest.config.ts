import { defineConfig } from 'vitest/config'

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
        },
      },
      {
        // What starts a worker, a process or a whole server runs on dist, as users do.
        test: {
          name: 'integration',
          globalSetup: 'test/support/postgres/global-setup.ts',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
