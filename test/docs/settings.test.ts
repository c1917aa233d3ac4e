import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../examples/standalone/src/admin/parse-command.ts'
import { settingRows } from '../../examples/standalone/src/setting-rows.ts'
import { codeIn, fencesOf, readPage, sectionOf, tableIn } from './support/markdown.ts'

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

  it('shows admin commands that the command line understands', () => {
    const lines = fencesOf(readPage('README.md')).flatMap(({ text }) => text.split('\n'))
    const commands = lines.filter((line) => line.startsWith('npm run admin -- '))

    expect(commands.length).toBeGreaterThan(0)
    for (const line of commands) {
      expect(line).toContain(parseCommand(line.split(' ').slice(4)).command.words)
    }
  })
})
