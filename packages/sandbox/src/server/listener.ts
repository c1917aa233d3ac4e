import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { ClientConnection } from '../wire/client-connection.ts'
import { acceptClient } from '../wire/client-connection.ts'
import type { ServerIdentity } from '../wire/server-identity.ts'
import { serveLogin } from './companion-line.ts'
import type { NamedLogin } from './named-login.ts'
import type { Network } from './network.ts'
import { serveRegistration } from './registration-line.ts'

/** The open door for clients. */
export interface Listener {
  readonly url: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const PATH = '/ws/chat'

/** Listens for clients on loopback. */
export async function startListener(network: Network, identity: ServerIdentity): Promise<Listener> {
  const server = createServer((_request, response) => {
    response.writeHead(426, { connection: 'close' }).end()
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, stream, head) => {
    const fault = network.faults.take(['refuse_upgrade', 'mute', 'drop_handshake'], {})
    const address = new URL(request.url ?? '/', `http://${HOST}`)
    if (fault?.kind === 'refuse_upgrade' || address.pathname !== PATH) {
      refuseUpgrade(stream, fault?.kind === 'refuse_upgrade' ? fault.status : 404)
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const clientName = address.searchParams.get('client')
      if (fault?.kind === 'mute') return
      if (fault?.kind === 'drop_handshake') return dropAtFirstWord(socket)
      void serve(network, acceptClient(socket, identity), clientName)
    })
  })
  server.listen(network.options.port, HOST)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port.')

  return {
    url: `ws://${HOST}:${address.port}${PATH}`,
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.on('error', () => stream.destroy()) // the client may be gone before the answer
  stream.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

function dropAtFirstWord(socket: WebSocket): void {
  socket.on('error', () => socket.terminate())
  socket.once('message', () => socket.terminate())
}

async function serve(network: Network, connection: ClientConnection, clientName: string | null): Promise<void> {
  let login: NamedLogin
  try {
    login = { ...(await connection.login), clientName }
  } catch {
    connection.terminate() // whoever it is does not speak the protocol, or has left
    return
  }
  if (login.payload.devicePairingData) serveRegistration(network, connection, login)
  else serveLogin(network, connection, login)
}
