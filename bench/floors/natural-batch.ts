import type { FloorAccept, FloorMessage } from './floor-message.ts'

/** Stores the messages of several calls with one statement; each call's messages together or not at all. */
export type FloorAcceptAll = (
  calls: readonly (readonly FloorMessage[])[],
) => Promise<readonly (readonly number[] | null)[]>

interface Waiting {
  readonly messages: readonly FloorMessage[]
  readonly resolve: (ids: readonly number[] | null) => void
  readonly reject: (cause: unknown) => void
}

/** Keeps one statement under way: what comes meanwhile is the next one. */
export const createNaturalBatch = (acceptAll: FloorAcceptAll): FloorAccept => {
  let waiting: Waiting[] = []
  let isUnderWay = false

  const goOn = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const answers = await acceptAll(batch.map(({ messages }) => messages))
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index] ?? null)
      } catch (cause) {
        for (const { reject } of batch) reject(cause)
      }
      // Whoever was just answered may ask again in this turn, and then belongs to the next statement.
      await new Promise(setImmediate)
    }
    isUnderWay = false
  }

  return (messages) =>
    new Promise((resolve, reject) => {
      waiting.push({ messages, resolve, reject })
      if (isUnderWay) return
      isUnderWay = true
      setImmediate(() => void goOn())
    })
}
