import type { HttpRequest } from './http-client.ts'
import { openConnection } from './http-client.ts'

/** A load on one server. */
export interface Load {
  readonly port: number
  readonly connections: number
  readonly forMs: number
  readonly request: HttpRequest
  /** The status that every answer must have. */
  readonly status: number
}

/** The calls of the process that makes the load. */
export interface LoadCalls {
  readonly [name: string]: (input: never) => unknown
  /** Keeps as many requests under way as there are connections, each on its own kept-alive socket. */
  load(input: Load): Promise<{ readonly operations: number; readonly elapsedMs: number }>
}

/** Makes the load. */
export const loadCalls: LoadCalls = {
  load: async ({ port, connections, forMs, request, status }) => {
    const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port, request)))
    const startedAt = performance.now()
    const endsAt = startedAt + forMs
    let done = 0
    try {
      await Promise.all(
        open.map(async (connection) => {
          while (performance.now() < endsAt) {
            const answered = await connection.exchange()
            if (answered !== status) throw new Error(`The server answered ${answered} instead of ${status}.`)
            done += 1
          }
        }),
      )
      return { operations: done, elapsedMs: performance.now() - startedAt }
    } finally {
      for (const connection of open) connection.close()
    }
  },
}
