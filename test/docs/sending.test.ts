import { describe, expect, it } from 'vitest'
import { heldReasons, queueHoldReasons } from '../../packages/core/src/pacing/held-reasons.ts'
import { pacingSchema } from '../../packages/core/src/pacing/pacing-schema.ts'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'

const page = readPage('docs/sending.md')

describe('docs/sending.md', () => {
  it('lists every reason for which a message waits, in their order, with its meaning', () => {
    const rows = tableIn(sectionOf(page, '## Held reasons')).map(([reason, holds, meaning]) => [
      codeIn(reason),
      holds,
      meaning,
    ])

    const ofQueue: readonly string[] = ['account_disabled', 'paused', ...queueHoldReasons]
    expect(rows).toEqual(
      Object.entries(heldReasons).map(([reason, meaning]) => [
        reason,
        ofQueue.includes(reason) ? 'the queue' : 'the message',
        meaning,
      ]),
    )
  })

  it('lists every option of the pace', () => {
    const options = tableIn(sectionOf(page, '## The pace')).flatMap(([names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    )

    expect(options.toSorted()).toEqual(Object.keys(pacingSchema.shape).toSorted())
  })

  it('says that none of it protects from bans', () => {
    expect(sectionOf(page, '## The pace').replaceAll('\n', ' ')).toContain('never protection against bans')
  })
})
