import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** The places that the network can tell. */
export type NetworkPoint = 'before_write' | 'after_write' | 'before_ack'

/** The network between a gateway and WhatsApp, which sees messages pass without being able to read them. */
export interface KillProxy {
  /** The address that clients connect to. */
  readonly url: string
  /**
   * Calls back once: when the next message has come in, and takes it no further (`before_write`), when it has been passed
   * on (`after_write`), or when the answer to it has come in, and holds that back (`before_ack`). Null ends that.
   */
  arm(point: NetworkPoint | null, onMet?: () => void): void
  close(): Promise<void>
}

/** What a client says until it is logged in: the upgrade, its hello, and who it is. */
const chunksOfLogin = 3
/** A message holds two ciphertexts; whatever else a client that is logged in says is shorter. */
const messageBytes = 350

/** Starts a proxy before a server of WebSockets. */
export const startKillProxy = async (serverUrl: string): Promise<KillProxy> => {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let armed: { readonly point: NetworkPoint; readonly onMet: () => void } | null = null

  const meet = (): void => {
    const { onMet } = armed ?? {}
    armed = null
    onMet?.()
  }

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let chunks = 0
    let isAnswerAwaited = false
    let isCut = false
    client.setNoDelay(true)
    upstream.setNoDelay(true)

    client.on('data', (chunk) => {
      if (isCut) return
      chunks += 1
      const isMessage = armed !== null && chunks > chunksOfLogin && chunk.length > messageBytes
      const point = isMessage ? armed?.point : undefined
      if (point !== 'before_write') upstream.write(chunk)
      if (point === 'before_ack') isAnswerAwaited = true
      else if (point !== undefined) {
        isCut = true
        meet()
      }
    })
    upstream.on('data', (chunk) => {
      if (isCut) return
      if (isAnswerAwaited && armed?.point === 'before_ack') {
        isCut = true
        meet()
        return
      }
      client.write(chunk)
    })
    join(client, upstream)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  const url = new URL(serverUrl)
  url.port = String(port)

  return {
    url: url.href,
    arm: (point, onMet = () => undefined) => {
      armed = point === null ? null : { point, onMet }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Ends each side once the other has ended; what has come in before is still passed on. */
const join = (client: Socket, upstream: Socket): void => {
  const pairs = [
    [client, upstream],
    [upstream, client],
  ] as const
  for (const [from, to] of pairs) {
    // Lines of processes that are killed end in errors.
    from.on('error', () => undefined)
    from.once('end', () => to.end())
    from.once('close', () => to.end())
  }
}
