import { describe, expect, it } from 'vitest'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'
import { membersOf } from './support/type-check.ts'

describe('docs/events.md', () => {
  it('lists every event with the fields of its payload, and no other', () => {
    const rows = tableIn(sectionOf(readPage('docs/events.md'), '## Names')).map(([name, payload]) => [
      codeIn(name),
      payload?.split(', ').map(codeIn),
    ])

    expect(Object.fromEntries(rows)).toEqual(membersOf('packages/core/src/events/events.ts', 'KhabeerEvents'))
  })
})
