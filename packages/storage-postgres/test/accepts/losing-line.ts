import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** A line to PostgreSQL on which an answer can get lost. */
export interface LosingLine {
  readonly connectionString: string
  /** Has the server carry out the next statement that holds these words, and then cuts its line in place of the answer. */
  loseAnswerTo(words: string): void
  /** How many answers were lost. */
  lost(): number
}

// What the server ends every answer with, once all is committed: it is ready, and in no transaction.
const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** Opens a line; it closes with the test. */
export const lineThatLosesAnswers = async (to: string): Promise<LosingLine> => {
  const target = new URL(to)
  const sockets = new Set<Socket>()
  let words: string | null = null
  let lost = 0

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let isLosing = false
    const cut = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', cut)
    }
    client.on('data', (bytes) => {
      if (words !== null && bytes.includes(words)) {
        words = null
        isLosing = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!isLosing) client.write(bytes)
      else if (bytes.subarray(-ready.length).equals(ready)) {
        lost += 1
        cut()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  const line = new URL(to)
  // A server that listens on a port has an address of this kind.
  line.port = String((server.address() as AddressInfo).port)
  line.hostname = '127.0.0.1'
  return {
    connectionString: line.href,
    loseAnswerTo: (given) => {
      words = given
    },
    lost: () => lost,
  }
}
