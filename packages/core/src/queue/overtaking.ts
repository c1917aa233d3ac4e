import type { MessageRecord, Priority } from '../storage/message-record.ts'
import type { ClaimOutcome } from '../storage/message-store.ts'
import type { OpenLine } from './open-line.ts'
import type { Bell } from './waiting.ts'

/** Lets a message of a better lane pass one that is only being prepared. */
export interface Overtaking {
  /**
   * Prepares a message. Once one of a better lane may go, the line of this work seems gone, and its turn has ended: a file
   * that is slow to come delays nothing that is urgent. Nothing has left by then, and it is no attempt.
   */
  unlessOvertaken<T>(
    message: MessageRecord,
    line: OpenLine,
    work: (line: OpenLine) => Promise<T | null>,
  ): Promise<T | null>
}

/** How often it is looked for one that nobody told of. */
const lookMs = 15_000

/** Builds the overtaking of one number's queue. */
export const createOvertaking = (input: {
  readonly bell: Bell
  readonly claim: () => Promise<ClaimOutcome>
}): Overtaking => {
  const { bell, claim } = input

  const watch = async (priority: Priority, done: AbortSignal): Promise<boolean> => {
    while (!done.aborted) {
      await bell.wait(lookMs, done)
      if (done.aborted) return false
      const claimed = await claim()
      if (claimed.kind === 'message' && rank[claimed.message.priority] < rank[priority]) return true
    }
    return false
  }

  return {
    unlessOvertaken: async (message, line, work) => {
      if (message.priority === 'high') return work(line)
      const done = new AbortController()
      const gone = new AbortController()
      const lose = () => gone.abort()
      if (line.gone.aborted) lose()
      line.gone.addEventListener('abort', lose)
      // A look that fails leaves the message its turn: whatever is wrong shows in its own steps.
      const watching = watch(message.priority, done.signal).then(
        (isOvertaken) => (isOvertaken ? lose() : undefined),
        () => undefined,
      )
      try {
        const result = await work({ ...line, gone: gone.signal })
        return gone.signal.aborted ? null : result
      } finally {
        done.abort()
        line.gone.removeEventListener('abort', lose)
        await watching
      }
    },
  }
}

const rank: Readonly<Record<Priority, number>> = { high: -1, normal: 0, low: 1 }
