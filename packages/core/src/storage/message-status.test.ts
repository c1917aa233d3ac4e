import { describe, expect, it } from 'vitest'
import type { MessageStatus } from './message-record.ts'
import type { MessageHappening } from './message-status.ts'
import { nextStatus, standingOf, statusSteps } from './message-status.ts'

const permutationsOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))

/** Lets one thing after the other happen to a message; `unknown` is giving it up as `outcome_unknown`. */
const after = (happenings: readonly (MessageHappening | 'unknown')[]): readonly MessageStatus[] => {
  const steps: MessageStatus[] = ['sending']
  let errorCode: string | null = null
  for (const happening of happenings) {
    const standing = standingOf(steps.at(-1) ?? 'sending', errorCode)
    const next = nextStatus(standing, happening === 'unknown' ? 'given_up' : happening)
    if (next === null) continue
    errorCode = next === 'failed' ? (happening === 'unknown' ? 'outcome_unknown' : 'wa_463') : null
    steps.push(next)
  }
  return steps
}

const order = ['sending', 'sent', 'delivered', 'read', 'played']

describe('the steps of a status', () => {
  it('come to the furthest proof, in whichever order it arrives, and never go back', () => {
    for (const words of permutationsOf(['sent', 'delivered', 'read', 'played'] as const)) {
      const steps = after([...words, ...words])

      expect(steps.at(-1), words.join()).toBe('played')
      const ranks = steps.map((step) => order.indexOf(step))
      expect(ranks, words.join()).toEqual([...new Set(ranks)].toSorted())
    }
  })

  it('let the first word count when proof and refusal contradict each other', () => {
    for (const words of permutationsOf(['sent', 'delivered', 'read', 'refused'] as const)) {
      expect(after(words).at(-1), words.join()).toBe(words[0] === 'refused' ? 'failed' : 'read')
    }
  })

  it('let late proof answer an unknown outcome, however often and in whichever order', () => {
    for (const words of permutationsOf(['unknown', 'sent', 'delivered', 'read'] as const)) {
      expect(after(words).at(-1), words.join()).toBe('read')
    }
  })

  it('lead out of no other end', () => {
    for (const end of ['failed', 'cancelled', 'expired'] as const) expect(statusSteps[end]).toEqual({})
  })
})
