import { once } from 'node:events'
import { connect } from 'node:net'

const timeoutMs = 30_000

/** Sends lines, says nothing more, and resolves to all that comes until the server hangs up. */
export const hold = async (origin: string, lines: readonly string[]): Promise<string> => {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(lines.join('\r\n'))
  try {
    await once(socket, 'close', { signal: AbortSignal.timeout(timeoutMs) })
  } finally {
    socket.destroy()
  }
  return Buffer.concat(chunks).toString('utf8')
}
