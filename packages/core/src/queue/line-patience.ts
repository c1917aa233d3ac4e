import type { Clock } from '../clock.ts'
import type { OpenLine } from './open-line.ts'
import type { RateLimit } from './rate-limit.ts'
import { nextRateLimit } from './rate-limit.ts'
import { kindOfFailure, retryDelayMs } from './retry-policy.ts'
import { pause } from './waiting.ts'

/** The patience of one number with a line that is in its messages' way. */
export interface LinePatience {
  /** Waits because of such a failure, or until the line is gone or to be stopped: that is no attempt of a message. */
  after(cause: unknown, line: OpenLine): Promise<void>
  /** WhatsApp asks to slow down: the whole number pauses. */
  slowDown(): void
  /** Resolves when WhatsApp is not to be left alone any more. */
  wait(line: OpenLine): Promise<void>
  /** Messages can be prepared: what was in the way is not any more. */
  prepared(): void
  /** WhatsApp has taken a message: it does not ask to slow down any more. */
  acknowledged(): void
}

/** Builds the patience of one number, from what is stored of its last pause. */
export const createLinePatience = (input: {
  readonly clock: Clock
  readonly random: () => number
  readonly rateLimit: RateLimit | null
  /** Called with the end of a pause that begins. */
  readonly onPause: (until: number) => void
}): LinePatience => {
  const { clock, random, onPause } = input
  let { rateLimit } = input
  // How often in a row the line, and not a message, was in the way.
  let troubles = 0

  const slowDown = (): void => {
    const next = nextRateLimit(rateLimit, clock.now(), random())
    if (next === rateLimit) return
    rateLimit = next
    onPause(next.until)
  }

  const wait = async (line: OpenLine): Promise<void> => {
    const leftMs = rateLimit === null ? 0 : rateLimit.until - clock.now()
    if (leftMs > 0) await pause(clock, leftMs, line.gone, line.stopping)
  }

  return {
    after: async (cause, line) => {
      if (kindOfFailure(cause) === 'rate_limited') {
        slowDown()
        await wait(line)
        return
      }
      troubles += 1
      await pause(clock, retryDelayMs(troubles, random()), line.gone, line.stopping)
    },
    slowDown,
    wait,
    prepared: () => {
      troubles = 0
    },
    acknowledged: () => {
      if (rateLimit !== null && rateLimit.until <= clock.now()) rateLimit = null
    },
  }
}
