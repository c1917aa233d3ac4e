import { describe, expect, it } from 'vitest'
import { commands } from '../../examples/standalone/src/admin/commands.ts'
import { parseCommand } from '../../examples/standalone/src/admin/parse-command.ts'
import { settingRows } from '../../examples/standalone/src/setting-rows.ts'
import { codeIn, fencesOf, readPage, sectionOf, tableIn } from './support/markdown.ts'

const adminLines = (path: string): readonly string[] =>
  fencesOf(readPage(path))
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('npm run admin -- '))

describe('the README’s standalone server', () => {
  it('lists every setting with its default and its meaning, and no other', () => {
    const rows = tableIn(sectionOf(readPage('README.md'), '## The standalone server'))

    expect(
      rows.map(([name, defaultValue, meaning]) => ({
        name: codeIn(name),
        defaultValue: codeIn(defaultValue),
        meaning,
      })),
    ).toEqual(settingRows)
  })

  it.each(['README.md', 'docs/keys.md'])('is managed in %s by commands that the command line understands', (path) => {
    const lines = adminLines(path)

    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      expect(line).toContain(parseCommand(line.split(' ').slice(4)).command.words)
    }
  })

  it('has every command and every option for keys in docs/keys.md, and no other', () => {
    const lines = adminLines('docs/keys.md')
    const rows = tableIn(sectionOf(readPage('docs/keys.md'), '## On the command line')).map(([name]) => codeIn(name))
    const ofKeys = commands.filter(({ words }) => words.startsWith('key '))

    for (const { words } of ofKeys) expect(lines).toContainEqual(expect.stringContaining(words))
    const known = new Set(ofKeys.flatMap(({ options }) => Object.keys(options)))
    expect([...known].map((name) => `--${name}`).toSorted()).toEqual(rows.toSorted())
  })
})
