import { describe, expect, it } from 'vitest'
import type { SourceImport } from './support/source-imports.ts'
import { importsIn, sourceImports } from './support/source-imports.ts'

/**
 * The parts of core, lowest first: each may load what stands before it and nothing beside or after it. So a part can be
 * read, tested and replaced without those that stand on it. Type-only imports are free: they load nothing, and the
 * shapes that events and the facade show belong to the parts they speak of.
 */
const layers: readonly (readonly string[])[] = [
  ['errors', 'clock.ts', 'logger.ts', 'pacing'],
  // The seams, and the public shapes.
  ['storage', 'transport', 'events', 'facade.ts', 'options.ts'],
  // What an account, a file and a message are.
  ['accounts', 'media', 'messages'],
  // The lane of one number, then who runs the lanes.
  ['queue'],
  ['instances', 'retention', 'feed'],
  ['resolve-options.ts', 'lifecycle.ts', 'guarded.ts'],
  ['account-scope.ts', 'engine.ts', 'health', 'metrics'],
  ['khabeer.ts'],
  ['http'],
  ['index.ts', 'testing'],
]

/** Which of our packages a package's sources may load: adapters and storages use only what a third party could. */
const allowedPackages: Readonly<Record<string, readonly string[]>> = {
  'packages/client/src': [],
  'packages/core/src': [],
  'packages/docs-page/src': ['@khabeer/core/http'],
  'packages/sandbox/src': [],
  'packages/express/src': ['@khabeer/core', '@khabeer/core/http'],
  'packages/fastify/src': ['@khabeer/core', '@khabeer/core/http'],
  'packages/storage-postgres/src': ['@khabeer/core', '@khabeer/core/sql'],
  'packages/storage-sqlite/src': ['@khabeer/core', '@khabeer/core/sql'],
}

const partOf = (path: string): string => path.split('/')[3] ?? path
const layerOf = (path: string): number => layers.findIndex((parts) => parts.includes(partOf(path)))

const goesUp = ({ from, to, isTypeOnly }: SourceImport): boolean =>
  !isTypeOnly && to.startsWith('packages/core/src/') && partOf(from) !== partOf(to) && layerOf(to) >= layerOf(from)

const isForeign = (folder: string, { to }: SourceImport): boolean =>
  to.startsWith('@khabeer/') && !(allowedPackages[folder] ?? []).includes(to)

const leavesItsPackage = (folder: string, { to }: SourceImport): boolean =>
  to.startsWith('packages/') && !to.startsWith(`${folder}/`)

const show = ({ from, to }: SourceImport): string => `${from} → ${to}`

describe('imports', () => {
  it('run one way inside core: each part loads only those below it', () => {
    expect(sourceImports('packages/core/src').filter(goesUp).map(show)).toEqual([])
  })

  it('name only parts of core that have a layer', () => {
    const parts = new Set(sourceImports('packages/core/src').map(({ from }) => partOf(from)))

    expect([...parts].filter((part) => !layers.flat().includes(part))).toEqual([])
  })

  it.each(Object.keys(allowedPackages))('of %s reach other packages only by their public entries', (folder) => {
    const found = sourceImports(folder).filter((item) => isForeign(folder, item) || leavesItsPackage(folder, item))

    expect(found.map(show)).toEqual([])
  })

  it('are read in every form that loads something', () => {
    const text = [
      "import { a } from './a.ts'",
      "import type { B } from './b.ts'",
      'import {',
      '  c,',
      "} from '../c.ts'",
      "import './d.ts'",
      "export { e } from './e.ts'",
      "const f = await import('./f.ts')",
      "type G = typeof import('./g.ts')",
      "import h from 'node:fs'",
      'export interface I { readonly i: string }',
      "/** import { j } from './j.ts' */",
    ].join('\n')

    expect(importsIn('x/y/z.ts', text).map(({ to, isTypeOnly }) => [to, isTypeOnly])).toEqual([
      ['x/y/a.ts', false],
      ['x/y/b.ts', true],
      ['x/c.ts', false],
      ['x/y/d.ts', false],
      ['x/y/e.ts', false],
      ['node:fs', false],
      ['x/y/f.ts', false],
      ['x/y/g.ts', true],
    ])
  })
})
