import { randomUUID } from 'node:crypto'
import type { Connections } from './connections.ts'

/** How long the notice that we send ourselves is waited for. */
const proofMs = 3_000
/** How long a lost line is left alone before another try. */
const againMs = 2_000
/** How long after an answer the line is asked for another: one that fell silent sounds like one on which nobody speaks. */
const heartbeatMs = 5_000

/** One connection that hears what other processes say. */
export interface Listener {
  /** Whether what is said is surely heard. */
  isProven(): boolean
  close(): Promise<void>
}

/**
 * Listens on a channel, for as long as a notice that we send ourselves arrives: a pooler in between may let none through,
 * and then the connection is given back. `onChange` is called whenever it is proven or lost.
 */
export const createListener = (input: {
  readonly connections: Connections
  readonly channel: string
  readonly onPayload: (payload: string) => void
  readonly onChange: () => void
}): Listener => {
  const { connections, channel, onPayload, onChange } = input
  let isProven = false
  let isClosed = false
  let end: () => void = () => undefined
  let stopWaiting: () => void = () => undefined
  let timer: NodeJS.Timeout | undefined

  const lost = (): void => {
    end()
    end = () => undefined
    if (isProven) {
      isProven = false
      onChange()
    }
    if (isClosed) return
    clearTimeout(timer)
    timer = setTimeout(begin, againMs)
    timer.unref()
  }

  const listen = async (): Promise<void> => {
    const { client, ask, end: endConnection } = await connections.borrow()
    let isEnded = false
    let heartbeat: NodeJS.Timeout | undefined
    const endThis = (): void => {
      if (isEnded) return
      isEnded = true
      clearTimeout(heartbeat)
      client.removeAllListeners('notification')
      client.off('end', lost)
      endConnection()
    }
    const beat = (): void => {
      heartbeat = setTimeout(() => {
        ask('select 1').then(beat, () => isEnded || lost())
      }, heartbeatMs)
      heartbeat.unref()
    }
    end = endThis
    if (isClosed) return endThis()
    const proof = randomUUID()
    const heard = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), proofMs)
      stopWaiting = () => {
        clearTimeout(late)
        resolve(false)
      }
      client.on('notification', ({ payload = '' }) => {
        if (payload !== proof) return onPayload(payload)
        clearTimeout(late)
        resolve(true)
      })
    })
    const prove = async (): Promise<boolean> => {
      await ask(`listen "${channel}"`)
      client.on('end', lost)
      // Over another connection, as everybody else's will come.
      await connections.use((other) => other.query('select pg_notify($1, $2)', [channel, proof]))
      return heard
    }
    const isHeard = await prove().catch((cause: unknown) => {
      if (!isEnded) throw cause
      return false
    })
    // Lost meanwhile, and begun anew elsewhere.
    if (isEnded) return
    if (!isHeard || isClosed) return endThis()
    isProven = true
    beat()
    onChange()
  }

  const begin = (): void => {
    beginning = listen().catch(() => lost())
  }
  let beginning: Promise<void> = Promise.resolve()
  begin()

  return {
    isProven: () => isProven,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      stopWaiting()
      end()
      await beginning
      clearTimeout(timer)
      end()
    },
  }
}
