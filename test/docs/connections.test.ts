import { describe, expect, it } from 'vitest'
import type { Disconnect, Reconnect } from '../../packages/core/src/transport/disconnects.ts'
import { disconnects } from '../../packages/core/src/transport/disconnects.ts'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'

const section = sectionOf(readPage('docs/connections.md'), '## How a line ends, and what follows')

const words: Readonly<Record<Reconnect, string>> = {
  at_once: 'at once',
  backoff: 'after a pause',
  later: 'after one to two minutes',
  when_allowed: 'when WhatsApp allows it',
  newer_version: 'with a newer version',
  never: 'no',
}

const rowFor = ({ code, cause, status, statusReason, reconnect, unlinks }: Disconnect): readonly string[] => [
  code === null ? '' : String(code),
  cause,
  status,
  statusReason ?? '',
  words[reconnect],
  unlinks ? 'removed' : 'kept',
]

describe('docs/connections.md', () => {
  it('shows every row of the table of disconnects, and no other', () => {
    expect(tableIn(section).map((row) => row.map(codeIn))).toEqual(Object.values(disconnects).map(rowFor))
  })

  it('says when each kind of reconnection is', () => {
    const explained = tableIn(section.slice(section.indexOf('\n| Connects again '))).map(([kind]) => kind)

    expect(explained).toEqual(Object.values(words))
  })
})
