import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { main: 'src/main.ts', admin: 'src/admin.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: true,
})
