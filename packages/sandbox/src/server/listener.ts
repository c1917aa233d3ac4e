import { once } from 'node:events'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { ClientConnection } from '../wire/client-connection.ts'
import { acceptClient } from '../wire/client-connection.ts'
import type { ServerIdentity } from '../wire/server-identity.ts'
import { serveLogin } from './companion-line.ts'
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
  const sockets = new WebSocketServer({ server, path: PATH, perMessageDeflate: false })
  const connections = new Set<ClientConnection>()
  sockets.on('connection', (socket) => {
    const connection = acceptClient(socket, identity)
    connections.add(connection)
    connection.onClose(() => connections.delete(connection))
    void serve(network, connection)
  })
  server.listen(network.options.port, HOST)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port.')

  return {
    url: `ws://${HOST}:${address.port}${PATH}`,
    close() {
      for (const connection of connections) connection.terminate()
      sockets.close()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function serve(network: Network, connection: ClientConnection): Promise<void> {
  let login: Awaited<ClientConnection['login']>
  try {
    login = await connection.login
  } catch {
    connection.terminate() // whoever it is does not speak the protocol, or has left
    return
  }
  if (login.payload.devicePairingData) serveRegistration(network, connection, login)
  else serveLogin(network, connection, login)
}
