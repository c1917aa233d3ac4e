import { once } from 'node:events'
import { connect } from 'node:net'

/** A request that is sent again and again. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One kept-alive connection with at most one request under way. */
export interface HttpConnection {
  /** Sends the request and resolves with the status once the whole answer is here. */
  exchange(): Promise<number>
  close(): void
}

/**
 * Opens a connection that repeats one request. A client of our own, because node's costs as much processor time as the
 * server that is measured; it understands answers with a `content-length` only.
 */
export const openConnection = async (port: number, request: HttpRequest): Promise<HttpConnection> => {
  const bytes = toBytes(request)
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received = ''
  let settle: { resolve(status: number): void; reject(error: Error): void } | null = null

  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    const status = statusOfWhole(received)
    if (status === null) return
    received = ''
    settle?.resolve(status)
  })
  socket.on('error', (error) => settle?.reject(error))
  socket.on('close', () => settle?.reject(new Error('The server closed a connection.')))

  return {
    exchange: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(bytes)
      }),
    close: () => {
      settle = null
      socket.destroy()
    },
  }
}

const toBytes = ({ method, path, headers, body }: HttpRequest): Buffer => {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`)
}

/** Gives the status once head and body are complete, else null. */
const statusOfWhole = (received: string): number | null => {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1]
  if (length === undefined) throw new Error('An answer came without a content-length.')
  return received.length < headEnd + 4 + Number(length) ? null : Number(received.slice(9, 12))
}
