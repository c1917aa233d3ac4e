import express from 'express'
import type { Contender } from '../process/contender.ts'
import { listen } from '../process/listen.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { createFloorGroupCommit } from './group-commit.ts'
import { createFloorHandler } from './handler.ts'
import { readFloorBody } from './read-body.ts'
import { createFloorStore } from './store.ts'

/** Builds the hand-written floors: Express 5 handlers over a group commit, and the store's transactions alone. */
export const createFloorContender = async (directory: string): Promise<Contender> => {
  const store = await createFloorStore(directory)
  const accept = createFloorGroupCommit(store)
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
  const server = await listen(app)
  const bulk = sampleBulk()

  return {
    port: server.port,
    operations: {
      grouped: () => accept([sampleMessage]),
      alone: () => store.acceptAlone([sampleMessage]),
      bulkAlone: () => store.acceptAlone(bulk),
    },
    close: async () => {
      await server.close()
      store.close()
    },
  }
}
