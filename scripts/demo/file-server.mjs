import { once } from 'node:events'
import { createServer } from 'node:http'

/** Serves files from memory on loopback: what a host's own file server is in real life. */
export const startFileServer = async (files) => {
  const server = createServer((request, response) => {
    const file = files[request.url]
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.bytes.length }).end(file.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const hostPort = `127.0.0.1:${server.address().port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { hostPort, url: (path) => `http://${hostPort}${path}`, close }
}
