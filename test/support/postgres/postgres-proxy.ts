import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'
import type { WireMessage } from './message-splitter.ts'
import { createMessageSplitter } from './message-splitter.ts'
import { createStatementReader } from './statement-reader.ts'

/** A TCP line to PostgreSQL that a test can make fail. */
export interface PostgresProxy {
  /** The database's URL, through the proxy. */
  readonly url: string
  /** Cuts the connection in place of passing on the next statement with these words; resolves once it did. */
  cutBefore(words: RegExp): Promise<void>
  /** Has the server do the next statement with these words, and cuts the connection in place of its answer. */
  cutAfter(words: RegExp): Promise<void>
  /** Falls silent in place of passing on the next statement with these words; resolves once it did. */
  silentAt(words: RegExp): Promise<void>
  /** Takes what comes and passes nothing on any more, on new connections too. */
  fallSilent(): void
  /** Passes on again, also what came meanwhile; or only on new connections, so that the others stay silent for good. */
  speak(on?: 'all' | 'new'): void
  /** Cuts every connection. */
  cut(): void
}

interface Fault {
  readonly words: RegExp
  readonly kind: 'cut_before' | 'cut_after' | 'silent'
  readonly strike: () => void
}

interface Pair {
  /** Stops reading from both ends. */
  pause(): void
  resume(): void
  destroy(): void
}

/** Puts a proxy before a PostgreSQL; it ends with the running test. */
export const startPostgresProxy = async (target: string): Promise<PostgresProxy> => {
  const { hostname, port } = new URL(target)
  const pairs = new Set<Pair>()
  const faults: Fault[] = []
  let isSilent = false

  const takeFault = (statement: string): Fault | undefined => {
    const index = faults.findIndex(({ words }) => words.test(statement))
    return index === -1 ? undefined : faults.splice(index, 1)[0]
  }

  const fallSilent = (): void => {
    isSilent = true
    for (const pair of pairs) pair.pause()
  }

  const join = (client: Socket): Pair => {
    const server = connect(Number(port || 5432), hostname)
    const split = createMessageSplitter({ hasBeginning: true })
    const readStatement = createStatementReader()
    // What was read when the line fell silent.
    let held: WireMessage[] = []
    let splitLostAnswer: ReturnType<typeof createMessageSplitter> | null = null

    const pass = (messages: readonly WireMessage[]): void => {
      for (const [index, message] of messages.entries()) {
        const statement = readStatement(message)
        const fault = statement === null ? undefined : takeFault(statement)
        if (fault?.kind === 'cut_before') {
          pair.destroy()
          fault.strike()
          return
        }
        if (fault?.kind === 'silent') {
          held = messages.slice(index)
          fallSilent()
          fault.strike()
          return
        }
        if (fault?.kind === 'cut_after') {
          splitLostAnswer = createMessageSplitter({ hasBeginning: false })
          loseAnswer = fault.strike
        }
        server.write(message.bytes)
      }
    }
    let loseAnswer: () => void = () => undefined

    client.on('data', (chunk) => {
      server.cork()
      pass(split(chunk))
      server.uncork()
    })
    server.on('data', (chunk) => {
      if (splitLostAnswer === null) {
        client.write(chunk)
        return
      }
      // The server is ready for the next statement: it has done this one.
      if (!splitLostAnswer(chunk).some(({ type }) => type === 'Z')) return
      pair.destroy()
      loseAnswer()
    })

    const pair: Pair = {
      pause: () => {
        client.pause()
        server.pause()
      },
      resume: () => {
        const messages = held
        held = []
        for (const { bytes } of messages) server.write(bytes)
        client.resume()
        server.resume()
      },
      destroy: () => {
        client.destroy()
        server.destroy()
      },
    }
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      // Either end may cut the line.
      socket.on('error', () => pair.destroy())
      socket.on('close', () => {
        pair.destroy()
        pairs.delete(pair)
      })
    }
    return pair
  }

  const listener = createServer((client) => {
    const pair = join(client)
    pairs.add(pair)
    if (isSilent) pair.pause()
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const cut = (): void => {
    for (const pair of pairs) pair.destroy()
  }
  onTestFinished(async () => {
    const closed = once(listener, 'close')
    listener.close()
    cut()
    await closed
  })

  const setFault = (kind: Fault['kind'], words: RegExp): Promise<void> =>
    new Promise((strike) => faults.push({ kind, words, strike }))

  return {
    url: urlThrough(target, listener.address() as AddressInfo),
    cutBefore: (words) => setFault('cut_before', words),
    cutAfter: (words) => setFault('cut_after', words),
    silentAt: (words) => setFault('silent', words),
    fallSilent,
    speak: (on = 'all') => {
      isSilent = false
      if (on === 'all') for (const pair of pairs) pair.resume()
    },
    cut,
  }
}

const urlThrough = (target: string, { port }: AddressInfo): string => {
  const url = new URL(target)
  url.host = `127.0.0.1:${port}`
  return url.href
}
