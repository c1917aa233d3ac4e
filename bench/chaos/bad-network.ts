import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { Random } from '../play/seeded-random.ts'
import type { Counts } from '../play/tally.ts'
import { createTally } from '../play/tally.ts'

/** What a network does to a connection. */
export type NetworkFault =
  /** Every byte stops at once. */
  | { readonly kind: 'cut' }
  /** Half of what the server says next arrives, and then it ends. */
  | { readonly kind: 'half' }
  /** One byte of what the server says next is another: at its head, where lengths stand, or at its tail. */
  | { readonly kind: 'flip'; readonly isAtHead: boolean }
  /** Nothing goes either way for a while. */
  | { readonly kind: 'stall'; readonly delayMs: number }
  /** The next connection is closed before a word. */
  | { readonly kind: 'refuse' }
  /** The next connection is answered with bytes that mean nothing. */
  | { readonly kind: 'nonsense' }

/** The way to a server, on which things go wrong. */
export interface BadNetwork {
  readonly port: number
  /** Has something go wrong now, or with what comes next. */
  strike(fault: NetworkFault): void
  /** How often each thing went wrong. */
  struck(): Counts
  /** Lets everything pass from now on. */
  calm(): void
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  next: Extract<NetworkFault, { kind: 'half' | 'flip' }> | null
}

const nonsenseBytes = 200
const headBytes = 8

/** Opens a way to a port of this machine. */
export const openBadNetwork = async (targetPort: number, random: Random): Promise<BadNetwork> => {
  const clients = new Set<Socket>()
  const pairs = new Set<Pair>()
  const timers = new Set<NodeJS.Timeout>()
  let forNext: ('refuse' | 'nonsense')[] = []
  const struck = createTally()

  const cut = ({ client, server }: Pair): void => {
    client.destroy()
    server.destroy()
  }
  const stall = ({ client, server }: Pair, delayMs: number): void => {
    client.pause()
    server.pause()
    const timer = setTimeout(() => {
      timers.delete(timer)
      client.resume()
      server.resume()
    }, delayMs)
    timers.add(timer)
  }
  const forward = (pair: Pair, chunk: Buffer): void => {
    const { next } = pair
    pair.next = null
    if (next !== null) struck.add(next.kind)
    if (next?.kind === 'half') {
      pair.client.end(chunk.subarray(0, Math.floor(chunk.length / 2)))
      pair.server.destroy()
      return
    }
    if (next?.kind === 'flip') flip(chunk, next.isAtHead)
    pair.client.write(chunk)
  }
  const flip = (chunk: Buffer, isAtHead: boolean): void => {
    const offset = random.below(Math.min(headBytes, chunk.length))
    const place = isAtHead ? offset : chunk.length - 1 - offset
    chunk[place] = (chunk[place] ?? 0) ^ (1 + random.below(255))
  }

  const listener = createServer((client) => {
    // A socket that breaks closes next, which is what counts here.
    client.on('error', () => client.destroy())
    clients.add(client)
    client.on('close', () => clients.delete(client))
    const fault = forNext.shift()
    if (fault !== undefined) struck.add(fault)
    if (fault === 'refuse') return client.destroy()
    if (fault === 'nonsense') {
      return client.end(Buffer.from(Array.from({ length: nonsenseBytes }, () => random.below(256))))
    }
    const server = connect(targetPort, '127.0.0.1')
    server.on('error', () => server.destroy())
    const pair: Pair = { client, server, next: null }
    pairs.add(pair)
    client.on('data', (chunk) => server.write(chunk))
    server.on('data', (chunk) => forward(pair, chunk))
    for (const socket of [client, server]) {
      socket.on('close', () => {
        pairs.delete(pair)
        cut(pair)
      })
    }
    return undefined
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The network listens on no port.')

  return {
    port: address.port,
    strike: (fault) => {
      if (fault.kind === 'refuse' || fault.kind === 'nonsense') {
        forNext.push(fault.kind)
        return
      }
      if (pairs.size === 0) return
      const pair = random.pick([...pairs])
      if (fault.kind === 'half' || fault.kind === 'flip') {
        pair.next = fault
        return
      }
      struck.add(fault.kind)
      if (fault.kind === 'cut') cut(pair)
      else stall(pair, fault.delayMs)
    },
    struck: struck.counts,
    calm: () => {
      forNext = []
      for (const pair of pairs) pair.next = null
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      for (const pair of pairs) cut(pair)
      for (const client of clients) client.destroy()
      const closed = once(listener, 'close')
      listener.close()
      await closed
    },
  }
}
