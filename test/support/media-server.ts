import { once } from 'node:events'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

/** Serves files from loopback until the test ends; gives the `host:port`. */
export const startMediaServer = async (
  files: Readonly<Record<string, { readonly mimetype: string; readonly bytes: Buffer }>>,
): Promise<string> => {
  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': file.mimetype }).end(file.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The media server listens on no port.')
  return `127.0.0.1:${address.port}`
}
