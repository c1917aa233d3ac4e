import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A TCP line to a server that can fall silent: both ends stay open and nothing passes any more. */
export interface SilentProxy {
  /** The server's address, through the proxy. */
  readonly url: string
  fallSilent(): void
  close(): Promise<void>
}

/** Puts a proxy before a WebSocket server on loopback. */
export const startSilentProxy = async (target: string): Promise<SilentProxy> => {
  const { hostname, port, pathname } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      // Either end may cut the line: that is what the other must notice.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${address.port}${pathname}`,
    fallSilent: () => {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
