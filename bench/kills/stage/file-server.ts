import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The files that messages name, on loopback. */
export interface FileServer {
  /** `host:port`. */
  readonly host: string
  readonly pictureUrl: string
  readonly documentUrl: string
  /** Calls back once, when half of the next file has been sent, and sends no more of it. Null ends that. */
  arm(onMet: (() => void) | null): void
  close(): Promise<void>
}

/** One pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const documentBytes = 200_000

interface ServedFile {
  readonly type: string
  readonly body: Buffer
}

/** Starts the server. */
export const startFileServer = async (): Promise<FileServer> => {
  const files: Readonly<Record<string, ServedFile>> = {
    '/picture.png': { type: 'image/png', body: picture },
    '/paper.pdf': {
      type: 'application/pdf',
      body: Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(documentBytes)]),
    },
  }
  let armed: (() => void) | null = null

  const sendHalf = (response: ServerResponse, body: Buffer, onMet: () => void): void => {
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2), onMet)
  }

  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', file.type)
    if (armed === null) {
      response.end(file.body)
      return
    }
    const onMet = armed
    armed = null
    sendHalf(response, file.body, onMet)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with one.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    host,
    pictureUrl: `http://${host}/picture.png`,
    documentUrl: `http://${host}/paper.pdf`,
    arm: (onMet) => {
      armed = onMet
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
