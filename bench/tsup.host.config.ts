import { defineConfig } from 'tsup'

// A folder of its own, as with the cluster: one build must not take the programs of another away.
export default defineConfig({
  entry: { soak: 'soak/main.ts', chaos: 'chaos/main.ts', host: 'host/program/main.ts' },
  outDir: 'host/dist',
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: false,
})
