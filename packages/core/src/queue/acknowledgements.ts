import type { Clock } from '../clock.ts'
import { pause } from './waiting.ts'

/** Who waits for WhatsApp's word on which message. */
export interface Acknowledgements {
  /** Begins to listen for an id; call before writing, because the word can be faster than the write. */
  expect(waMessageId: string): ExpectedAcknowledgement
  /** Says that WhatsApp's word on this id came, good or bad. */
  arrived(waMessageId: string): void
}

/** One id that is listened for. */
export interface ExpectedAcknowledgement {
  /** Tells whether the word came within `deadlineMs`; ends early, with false, when the signal fires. */
  within(deadlineMs: number, signal: AbortSignal): Promise<boolean>
  forget(): void
}

/** Builds the list of who waits. */
export const createAcknowledgements = (clock: Clock): Acknowledgements => {
  const expected = new Map<string, AbortController>()
  return {
    expect: (waMessageId) => {
      const arrival = new AbortController()
      expected.set(waMessageId, arrival)
      return {
        within: async (deadlineMs, signal) => {
          await pause(clock, deadlineMs, signal, arrival.signal)
          return arrival.signal.aborted
        },
        forget: () => {
          expected.delete(waMessageId)
        },
      }
    },
    arrived: (waMessageId) => expected.get(waMessageId)?.abort(),
  }
}
