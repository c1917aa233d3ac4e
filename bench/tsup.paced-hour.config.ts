import { defineConfig } from 'tsup'

// A folder of its own: a build of the benchmark must not take the programs away from a run that restarts members.
export default defineConfig({
  entry: { main: 'paced-hour/main.ts', member: 'paced-hour/member/main.ts' },
  outDir: 'paced-hour/dist',
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: false,
})
