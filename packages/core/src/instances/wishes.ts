import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Runner } from '../queue/runner.ts'
import { pause } from '../queue/waiting.ts'
import type { Line } from './line.ts'
import { noCodesWanted } from './linking.ts'
import type { OwnedRow } from './owned-row.ts'
import type { Reconnection } from './reconnection.ts'
import { unlinkAtWhatsApp } from './unlinking.ts'

/** How long a line that is to close may take. */
const closeMs = 10_000
/** How far the restarts of one number stand apart; those that are asked for meanwhile become one. */
const restartGapMs = 10_000

/** Does what somebody asks of an instance's owner. */
export interface Wishes {
  /** From the moment the number is being unlinked: nothing that its line says counts any more. */
  readonly isLeaving: boolean
  /** Whether a line is being closed for one: none is opened meanwhile. */
  readonly isBusy: boolean
  /** Begins with what the row asks for. Returns whether that leaves the row to be looked at in any other way. */
  look(): Promise<boolean>
  /** Ends all waiting. */
  stop(): void
  /** Resolves once nothing is being done. */
  idle(): Promise<void>
}

/** Builds the doer of wishes of one owned instance. */
export const createWishes = (input: {
  readonly instanceId: number
  readonly row: OwnedRow
  readonly line: Line
  readonly runner: Pick<Runner, 'rest' | 'repace'>
  readonly reconnection: Reconnection
  readonly clock: Clock
  readonly logger: Logger
  /** Connects as the row says. */
  readonly connect: () => Promise<void>
  /** Runs a step in the owner's order. */
  readonly enqueue: (step: () => Promise<void>) => void
  /** Looks at the row once more. */
  readonly lookAgain: () => void
}): Wishes => {
  const { instanceId, row, line, runner, reconnection, clock, logger, connect, enqueue, lookAgain } = input
  const stopping = new AbortController()
  let work: Promise<void> = Promise.resolve()
  let isBusy = false
  let isLeaving = false
  let nextRestartAt = -Infinity
  let cancelRestart: (() => void) | null = null

  const hangUp = async (): Promise<void> => {
    const closed = new AbortController()
    const closing = line.hangUp().finally(() => closed.abort())
    // Whatever hangs in there, it is forgotten already.
    await Promise.race([closing, pause(clock, closeMs, closed.signal, stopping.signal)])
  }

  /** What is in flight is waited for, and that needs the owner's lane: so this runs beside it. */
  const begin = (close: () => Promise<void>, step: () => Promise<void>): void => {
    isBusy = true
    work = close()
      .catch(() => undefined)
      .then(() =>
        enqueue(async () => {
          isBusy = false
          reconnection.cancel()
          reconnection.forget()
          await step()
        }),
      )
  }

  const restartLater = (leftMs: number): void => {
    cancelRestart ??= clock.after(leftMs, () => {
      cancelRestart = null
      lookAgain()
    })
  }

  const restart = (): void => {
    nextRestartAt = clock.elapsed() + restartGapMs
    begin(
      async () => {
        await runner.rest()
        await hangUp()
      },
      async () => {
        await connect()
        await row.done('restart')
      },
    )
  }

  const logOut = (): void => {
    begin(
      async () => {
        await runner.rest()
        isLeaving = true
        reconnection.cancel()
        await unlinkAtWhatsApp({ line, clock, logger, instanceId })
        await hangUp()
      },
      async () => {
        await row.update({
          ...noCodesWanted,
          isLinked: false,
          status: 'logged_out',
          statusReason: 'unlinked_by_request',
        })
        isLeaving = false
        await row.done('logout')
      },
    )
  }

  return {
    get isLeaving() {
      return isLeaving
    },
    get isBusy() {
      return isBusy
    },
    look: async () => {
      if (isBusy) return false
      switch (row.latest.wish) {
        case null:
          return true
        case 'look':
          await runner.repace()
          await row.done('look')
          return true
        case 'restart': {
          const leftMs = nextRestartAt - clock.elapsed()
          if (leftMs > 0) restartLater(leftMs)
          else restart()
          return leftMs > 0
        }
        case 'logout':
          if (row.latest.isLinked) logOut()
          else await row.done('logout')
          return false
      }
    },
    stop: () => {
      cancelRestart?.()
      stopping.abort()
    },
    idle: () => work,
  }
}
