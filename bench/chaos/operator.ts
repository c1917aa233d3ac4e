import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../host/parent/api-client.ts'
import { readStandings } from './standing.ts'

/** Somebody who looks after the numbers of a host. */
export interface Operator {
  /** Ends the looking and resolves with how often each instance was started again. */
  stop(): Promise<ReadonlyMap<number, number>>
}

/** The one reason of a stopped number that calls for a person here: another client used its link three times in an hour. */
export const mendedByHand = 'replaced_repeatedly'
const looksEveryMs = 2_000

/** Begins to look, and starts again by hand what has stopped for that reason, and nothing else. */
export const startOperator = (call: Call): Operator => {
  const restarts = new Map<number, number>()
  const stopping = new AbortController()

  const look = async (): Promise<void> => {
    for (const { instanceId, status, statusReason } of (await readStandings(call)) ?? []) {
      if (status !== 'failed' || statusReason !== mendedByHand) continue
      const answer = await call('POST', `/instances/${instanceId}/restart`)
      const isTaken = answer.kind === 'answered' && answer.status < 300
      if (isTaken) restarts.set(instanceId, (restarts.get(instanceId) ?? 0) + 1)
    }
  }
  const lookOn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look()
      // A pause that is cut short is the end of the looking.
      await delay(looksEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const looking = lookOn()

  return {
    stop: async () => {
      stopping.abort()
      await looking
      return restarts
    },
  }
}
