import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { cutUnlessSent } from './cut-unless-sent.ts'

/** Has a client that reads nothing ask for something; gives the answer to be written. */
const ask = async (): Promise<{ readonly client: Socket; readonly response: ServerResponse }> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
  client.on('error', () => undefined).pause()
  client.write('GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n')
  onTestFinished(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  const [, response] = await once(server, 'request')
  return { client, response }
}

/** More than any connection holds by itself. */
const much = Buffer.alloc(64 * 1024 * 1024)

test('an answer that nobody takes is broken off in the end', async () => {
  const { client, response } = await ask()
  response.end(much)

  cutUnlessSent(response, 10)
  await once(response, 'close')
  client.resume()
  await once(client, 'close')

  expect(client.bytesRead).toBeLessThan(much.length)
})

test('an answer that is taken in time is left whole', async () => {
  const { client, response } = await ask()
  response.end(much)

  cutUnlessSent(response, 30_000)
  client.resume()
  await once(client, 'end')

  expect(client.bytesRead).toBeGreaterThan(much.length)
})
