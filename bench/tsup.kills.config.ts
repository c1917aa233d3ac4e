import { defineConfig } from 'tsup'

// A folder of its own: a build of the benchmark must not take the programs away from a run that restarts children.
export default defineConfig({
  entry: { main: 'kills/main.ts', child: 'kills/child/main.ts' },
  outDir: 'kills/dist',
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: false,
})
