import express from 'express'
import { listen } from '../process/listen.ts'
import { createFloorHandler } from './handler.ts'
import { readFloorBody } from './read-body.ts'
import type { ServeFloor } from './serve-floor.ts'

/** Serves the hand-written handler of POST messages/send in Express 5. */
export const serveExpressFloor: ServeFloor = (accept) => {
  const handle = createFloorHandler(accept)
  const app = express()
  // The fastest that Express allows: node's own request and response.
  app.post('/own-body', async (request, response) => {
    const { status, value } = await handle(request, await readFloorBody(request))
    const text = JSON.stringify(value)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  })
  // As the guides write it.
  app.post('/express-json', express.json(), async (request, response) => {
    const { status, value } = await handle(request, request.body)
    response.status(status).json(value)
  })
  app.get('/trivial', (_request, response) => void response.json({ ok: true }))
  return listen(app)
}
