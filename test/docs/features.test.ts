import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unseenFeatures } from '../../scripts/test/unseen-features.mjs'
import { root } from '../support/running-process.ts'
import { readPage, sectionOf, tableIn } from './support/markdown.ts'

const readme = (row: string) =>
  `# Khabeer\n\n## What there is\n\n| What | Seen in |\n| --- | --- |\n${row}\n\n## More\n`
const seen = { file: 'test/a.test.ts', names: ['sends a text', 'the main job'], state: 'passed' }

describe('the feature table', () => {
  it('links each row to tests that are there', () => {
    const rows = tableIn(sectionOf(readPage('README.md'), '## What there is'))
    const links = rows.map((cells) => [...(cells.at(-1) ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, file = '']) => file))

    expect(rows.length).toBeGreaterThan(40)
    expect(links.every((files) => files.length > 0)).toBe(true)
    expect(links.flat().filter((file) => !file.endsWith('.test.ts') || !existsSync(join(root, file)))).toEqual([])
  })

  it('holds when each linked test passed, by its own name or by that of what it stands in', () => {
    expect(unseenFeatures(readme('| Text | [sends a text](test/a.test.ts) |'), [seen])).toEqual([])
    expect(unseenFeatures(readme('| Text | [the main job](test/a.test.ts) |'), [seen])).toEqual([])
  })

  it.each([
    ['links to no test', '| Text | here |', [seen]],
    ['ran under another name', '| Text | [sends a picture](test/a.test.ts) |', [seen]],
    ['ran in another file', '| Text | [sends a text](test/b.test.ts) |', [seen]],
    ['was skipped', '| Text | [sends a text](test/a.test.ts) |', [{ ...seen, state: 'skipped' }]],
    ['failed once of two times', '| Text | [sends a text](test/a.test.ts) |', [seen, { ...seen, state: 'failed' }]],
  ])('does not hold for a row whose test %s', (_, row, tests) => {
    expect(unseenFeatures(readme(row), tests)).toEqual([expect.stringMatching(/^Text: /)])
  })

  it('does not hold where there is no table', () => {
    expect(unseenFeatures('# Khabeer\n', [seen])).toHaveLength(1)
  })
})
