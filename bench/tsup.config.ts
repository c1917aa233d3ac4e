import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { main: 'main.ts', contender: 'contender.ts', load: 'load.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  // It starts a script that lies beside it.
  external: [/scripts\/postgres/],
  sourcemap: true,
  clean: true,
})
