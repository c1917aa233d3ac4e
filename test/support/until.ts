import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 50

/** Asks again and again until the answer is not null, and gives it; fails with `what` when time is up. */
export const until = async <T>(what: string, deadlineMs: number, ask: () => Promise<T | null>): Promise<T> => {
  const givesUpAt = performance.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > givesUpAt) throw new Error(`Within ${deadlineMs} ms: ${what}`)
    await delay(pollMs)
  }
}
