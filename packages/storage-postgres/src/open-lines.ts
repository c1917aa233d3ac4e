import type { PoolClient } from 'pg'
import { cut, hasClosed } from './client-line.ts'

/** How long a server may take to say goodbye on a connection that we end. */
const goodbyeMs = 1_000

/** The connections whose end is waited for. */
export interface OpenLines {
  add(client: PoolClient): void
  /** Resolves when all of them have ended; one on which the server says no goodbye is cut. Call once they are being ended. */
  ended(): Promise<void>
}

/** Builds an empty list: a pool says that it has ended when it has said goodbye, and its sockets close after that. */
export const createOpenLines = (): OpenLines => {
  const open = new Map<PoolClient, Promise<void>>()
  return {
    add: (client) => {
      if (hasClosed(client)) return
      const ended = new Promise<void>((resolve) => client.once('end', resolve))
      open.set(
        client,
        ended.then(() => void open.delete(client)),
      )
    },
    ended: async () => {
      const impatience = setTimeout(() => {
        for (const client of open.keys()) cut(client)
      }, goodbyeMs)
      await Promise.all(open.values())
      clearTimeout(impatience)
    },
  }
}
