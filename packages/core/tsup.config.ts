import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    http: 'src/http/index.ts',
    sql: 'src/storage/sql/index.ts',
    baileys: 'src/transport/baileys/index.ts',
    // Loaded by URL from the transport: a file of its own, never imported by the host's thread.
    'baileys-worker': 'src/transport/baileys/worker/worker.ts',
    testing: 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: true,
  splitting: true,
  sourcemap: true,
})
