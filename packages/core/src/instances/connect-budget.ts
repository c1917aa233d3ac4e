import PQueue from 'p-queue'
import type { Clock } from '../clock.ts'

/** How many numbers connect at the same time, and how many of those that another process handed over. */
const maxConnecting = 5
const maxTakenOver = 20
/** How far numbers that start together spread out, for each that waits, and at most. */
const spreadMs = 50
const longestSpreadMs = 2_000

/** Bounds how many numbers connect at the same time, so that no start and no fault becomes a storm of logins. */
export interface ConnectBudget {
  /**
   * Runs `connect` once there is a place, and keeps the place until it has resolved; it must not reject. What another
   * process handed over has places of its own and waits for no spread: nobody else serves it.
   */
  add(connect: () => Promise<void>, isHandedOver: boolean): void
  /** Ends all waiting: nothing more is run. */
  close(): void
}

/** Builds the budget of a process. */
export const createConnectBudget = (input: { readonly clock: Clock; readonly random: () => number }): ConnectBudget => {
  const { clock, random } = input
  const ordinary = new PQueue({ concurrency: maxConnecting })
  const takenOver = new PQueue({ concurrency: maxTakenOver })
  const spreading = new Set<() => void>()

  return {
    add: (connect, isHandedOver) => {
      const queue = isHandedOver ? takenOver : ordinary
      const ahead = spreading.size + queue.size + queue.pending
      if (isHandedOver || ahead === 0) {
        void queue.add(connect)
        return
      }
      const delayMs = random() * Math.min(longestSpreadMs, ahead * spreadMs)
      const cancel = clock.after(delayMs, () => {
        spreading.delete(cancel)
        void queue.add(connect)
      })
      spreading.add(cancel)
    },
    close: () => {
      for (const cancel of spreading) cancel()
      spreading.clear()
      ordinary.clear()
      takenOver.clear()
    },
  }
}
