import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket, Server as TcpServer } from 'node:net'
import { createServer as createTcpServer } from 'node:net'

/** A server on this machine that counts who comes. */
export interface MediaServer {
  readonly port: number
  /** Connections so far, also those that sent nothing. */
  readonly connections: () => number
  /** Resolves when the last open connection is gone. */
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Answers HTTP on every address of this machine, or on one. */
export function serveHttp(listener: RequestListener, host?: string): Promise<MediaServer> {
  return listen(createServer(listener), host)
}

/** Hands every connection over as it is, for answers that no HTTP server would give. */
export function serveTcp(listener: (socket: Socket) => void): Promise<MediaServer> {
  return listen(
    createTcpServer((socket) => {
      // Read, or the end of the other side would go unnoticed.
      socket.resume()
      listener(socket)
    }),
  )
}

/** Starts any server on a free port and watches its connections. */
export async function listen(server: Server | TcpServer, host?: string): Promise<MediaServer> {
  const open = new Set<Socket>()
  let connections = 0
  let whenIdle = () => {}
  server.on('connection', (socket: Socket) => {
    connections += 1
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) whenIdle()
    })
  })
  // Without a host Node listens on all addresses, of both families where there are two.
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    connections: () => connections,
    idle: () =>
      new Promise((resolve) => {
        whenIdle = resolve
        if (open.size === 0) resolve()
      }),
    close: async () => {
      for (const socket of open) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
