import { randomUUID } from 'node:crypto'
import type { Connections } from './connections.ts'

/** How long the notice that we send ourselves is waited for. */
const proofMs = 3_000
/** How long a lost line is left alone before another try. */
const againMs = 2_000

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
    timer = setTimeout(begin, againMs)
    timer.unref()
  }

  const listen = async (): Promise<void> => {
    const { client, end: endConnection } = await connections.borrow()
    let isEnded = false
    end = () => {
      if (isEnded) return
      isEnded = true
      client.removeAllListeners('notification')
      client.off('end', lost)
      endConnection()
    }
    if (isClosed) return end()
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
    await client.query(`listen "${channel}"`)
    client.on('end', lost)
    // Over another connection, as everybody else's will come.
    await connections.use((other) => other.query('select pg_notify($1, $2)', [channel, proof]))
    if (!(await heard) || isClosed) return end()
    isProven = true
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
