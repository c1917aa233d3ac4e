import type { Clock } from '../clock.ts'
import { pause } from './waiting.ts'

/** WhatsApp's word on a message: `settled` is stored, good or bad; `slow_down` asks to write it again later. */
export type Word = 'settled' | 'slow_down'

/** Who waits for WhatsApp's word on which message. */
export interface Acknowledgements {
  /** Begins to listen for an id; call before writing, because the word can be faster than the write. */
  expect(waMessageId: string): ExpectedAcknowledgement
  /** Says that WhatsApp's word on this id came. */
  arrived(waMessageId: string, word: Word): void
}

/** One id that is listened for. */
export interface ExpectedAcknowledgement {
  /** Gives the word that came within `deadlineMs`; ends early, with null, when the signal fires. */
  within(deadlineMs: number, signal: AbortSignal): Promise<Word | null>
  forget(): void
}

interface Expected {
  readonly arrival: AbortController
  word: Word | null
}

/** Builds the list of who waits. */
export const createAcknowledgements = (clock: Clock): Acknowledgements => {
  const waiting = new Map<string, Expected>()
  return {
    expect: (waMessageId) => {
      const expected: Expected = { arrival: new AbortController(), word: null }
      waiting.set(waMessageId, expected)
      return {
        within: async (deadlineMs, signal) => {
          await pause(clock, deadlineMs, signal, expected.arrival.signal)
          return expected.word
        },
        forget: () => {
          waiting.delete(waMessageId)
        },
      }
    },
    arrived: (waMessageId, word) => {
      const expected = waiting.get(waMessageId)
      if (expected === undefined) return
      expected.word = word
      expected.arrival.abort()
    },
  }
}
