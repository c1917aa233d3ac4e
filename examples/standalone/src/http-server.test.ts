import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createHttpServer, httpLimits } from './http-server.ts'

const start = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const beginRequest = (port: number): Socket => {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nx-slow: ')
  return socket
}

it('gives headers no more than 15 seconds, and a request time to be refused by the API first', () => {
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = httpLimits

  expect(headersTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(15_000)
  expect(requestTimeout).toBeGreaterThan(15_000)
})

it('hangs up on headers that do not end, and answers others meanwhile, however many are held', async () => {
  const limits = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 }
  const port = await start(createHttpServer((_request, response) => response.end('here'), limits))
  const slow = Array.from({ length: 300 }, () => beginRequest(port))
  const closed = slow.map((socket) => once(socket.resume(), 'close'))
  await Promise.all(slow.map((socket) => once(socket, 'connect')))

  const answered = await (await fetch(`http://127.0.0.1:${port}`)).text()
  await Promise.all(closed)

  expect(answered).toBe('here')
})
