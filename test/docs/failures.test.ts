import { describe, expect, it } from 'vitest'
import type { FailureRow } from '../../packages/core/src/queue/retry-policy.ts'
import { failurePolicy } from '../../packages/core/src/queue/retry-policy.ts'
import type { MessageHappening } from '../../packages/core/src/storage/message-status.ts'
import { statusSteps } from '../../packages/core/src/storage/message-status.ts'
import { phaseDeadlinesMs } from '../../packages/core/src/transport/phase-deadlines.ts'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'

const page = readPage('docs/failures.md')
const rowsBelow = (heading: string) => tableIn(sectionOf(page, heading))

describe('docs/failures.md', () => {
  it('lists every failure with what follows on it, and no other', () => {
    const rows = rowsBelow('## What follows on a failure').map(([kind, follows, code, words]) => [
      codeIn(kind),
      { follows: follows?.replaceAll(' ', '_'), code: code === '' ? null : codeIn(code), words },
    ])

    const policy: Readonly<Record<string, FailureRow>> = failurePolicy
    expect(Object.fromEntries(rows)).toEqual(policy)
  })

  it('lists every deadline, and no other', () => {
    const rows = rowsBelow('## How long a step may take').map(([step, seconds]) => [
      codeIn(step),
      Number(seconds?.replace(' s', '')) * 1000,
    ])

    expect(Object.fromEntries(rows)).toEqual(phaseDeadlinesMs)
  })

  it('lists every step of a status, and no other', () => {
    const happenings = ['written', 'sent', 'delivered', 'read', 'played', 'refused', 'given_up', 'cancelled', 'expired']
    const rows = rowsBelow('## Which steps a status can take').map(([standing, ...cells]) => [
      codeIn(standing),
      Object.fromEntries(
        cells.flatMap((cell, index) => (cell === '' ? [] : [[happenings[index] as MessageHappening, codeIn(cell)]])),
      ),
    ])

    expect(Object.fromEntries(rows)).toEqual(statusSteps)
  })
})
