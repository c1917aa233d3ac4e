import { defineConfig } from 'tsup'

// A folder of its own: a build of the benchmark must not take the programs away from a run that restarts members.
export default defineConfig({
  entry: { main: 'cluster/main.ts', member: 'cluster/member/main.ts' },
  outDir: 'cluster/dist',
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: false,
})
