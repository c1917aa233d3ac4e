import { describe, expect, it } from 'vitest'
import { examplesIn, readSnippets } from './support/snippets.ts'
import { typeCheck } from './support/type-check.ts'

describe('what a reader may copy', () => {
  it('compiles in a strict host: every ts block of the pages and every example of the sources', () => {
    expect(typeCheck(readSnippets())).toEqual([])
  }, 180_000)

  it('comes from the README, the docs and the packages’ own comments', () => {
    const places = readSnippets().map(({ place }) => place)

    for (const start of [
      'README.md',
      'docs/',
      'packages/client/',
      'packages/core/src',
      'packages/express/src',
      'packages/fastify/src',
      'packages/sandbox/src',
    ]) {
      expect(places).toContainEqual(expect.stringContaining(start))
    }
  })

  it('is refused when it does not compile, with the line that is wrong', () => {
    const code = "import { createKhabeer } from '@khabeer/core'\n\ncreateKhabeer({ storage: 'khabeer.db' })"

    const found = typeCheck([
      { place: 'page.md:7', code, given: [] },
      { place: 'page.md:9', code: 'await core.send({ instanceId: 1 })', given: ['core'] },
      { place: 'page.md:12', code: 'await core.stop()', given: ['core'] },
    ])

    expect(found).toEqual([
      expect.stringContaining('page.md:7, line 3: '),
      expect.stringMatching(/page.md:9, line 1: .*'to'/),
    ])
  })

  it('is read out of a comment as it would be copied', () => {
    const source = [
      'const x = 1',
      '/**',
      ' * Does it.',
      ' *',
      ' * @example',
      ' * ```ts',
      ' * if (x) {',
      ' *   y()',
      ' * }',
      ' * ```',
      ' */',
    ].join('\n')

    expect(examplesIn('a.ts', source)).toEqual([{ place: 'a.ts:5', code: 'if (x) {\n  y()\n}', given: [] }])
  })
})
