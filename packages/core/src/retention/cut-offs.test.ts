import { describe, expect, it } from 'vitest'
import { cutOffsAt } from './cut-offs.ts'

const now = Date.UTC(2026, 10, 23, 12)
const hour = 3_600_000
const day = 24 * hour
const defaults = { messagesDays: 90, bodiesDays: 30, eventsDays: 30, idempotencyHours: 24 }

describe('cutOffsAt', () => {
  it('counts back from now, and gives a key an hour more for clocks that are behind', () => {
    expect(cutOffsAt(now, defaults)).toEqual({
      messages: now - 90 * day,
      bodies: now - 30 * day,
      events: now - 30 * day,
      keys: now - 25 * hour,
    })
  })

  it('has none for what is kept for ever', () => {
    const forEver = { messagesDays: 0, bodiesDays: 0, eventsDays: 0, idempotencyHours: 0 }

    expect(cutOffsAt(now, forEver)).toEqual({ messages: 0, bodies: 0, events: 0, keys: 0 })
  })

  it.each([0, 120])('lets a body go with its message when bodies are kept for %i days', (bodiesDays) => {
    expect(cutOffsAt(now, { ...defaults, bodiesDays }).bodies).toBe(now - 90 * day)
  })

  it('lets bodies go where messages are kept for ever', () => {
    expect(cutOffsAt(now, { ...defaults, messagesDays: 0 })).toMatchObject({ messages: 0, bodies: now - 30 * day })
  })
})
