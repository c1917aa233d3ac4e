import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKhabeerClient } from '@khabeer/client'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer, isKhabeerError } from '@khabeer/core'
import { createApi, toFetchHandler } from '@khabeer/core/http'
import { httpContract } from '@khabeer/core/testing'
import { docsPage } from '@khabeer/docs-page'
import { khabeerRouter } from '@khabeer/express'
import { khabeerPlugin } from '@khabeer/fastify'
import { startSandbox } from '@khabeer/sandbox'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import express from 'express'
import { fastify } from 'fastify'

const apiKey = 'a-key-of-the-consumer-01'
const to = '201001234567'

const inExpress = async (core: Khabeer): Promise<string> => {
  const app = express()
  app.use('/wa', khabeerRouter({ core, docs: docsPage() }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const client = createKhabeerClient({ baseUrl: `http://127.0.0.1:${port}/wa`, apiKey })
  const { status } = await client.messages.send({ instance_id: 1, to, text: 'By way of Express' })
  await new Promise((resolve) => server.close(resolve))
  return status
}

const inFastify = async (core: Khabeer): Promise<number> => {
  const app = fastify()
  await app.register(khabeerPlugin, { core, prefix: '/wa' })
  const payload = { instance_id: 1, to, text: 'By way of Fastify' }
  const headers = { 'x-api-key': apiKey }
  const { statusCode } = await app.inject({ method: 'POST', url: '/wa/api/v1/messages/send', headers, payload })
  await app.close()
  return statusCode
}

const inFetch = async (core: Khabeer): Promise<number> => {
  const handle = toFetchHandler(createApi({ core }))
  return (await handle(new Request('http://shop.test/api/v1/usage', { headers: { 'x-api-key': apiKey } }))).status
}

const run = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'))
  const sandbox = await startSandbox()
  const core = createKhabeer({
    storage: sqliteStorage({ file: join(folder, 'khabeer.db') }),
    apiKey,
    whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
    pacing: { messages: 1000, perMs: 1000 },
  })
  await core.start()
  const { id: instanceId } = await core.instances.create({ name: 'Shop' })
  const { qr } = await core.instances.qr(instanceId, { waitMs: 30_000 })
  await sandbox.phone('201093619140').scanQr(qr ?? '')
  const seen = [await inExpress(core), await inFastify(core), await inFetch(core)]
  for (const text of ['By way of Express', 'By way of Fastify']) {
    await sandbox
      .contact(to)
      .waitForMessage(({ content }) => content.kind === 'text' && content.text === text, { timeoutMs: 30_000 })
  }
  const refused: unknown = await core
    .send({ instanceId: 7, to, text: 'No such number' })
    .catch((error: unknown) => error)
  await core.stop()
  await sandbox.close()
  rmSync(folder, { recursive: true })
  const storage = postgresStorage({ connectionString: 'postgres://127.0.0.1:1/none' })
  await storage.close()
  console.log(JSON.stringify([...seen, isKhabeerError(refused) && refused.code, httpContract.length > 0]))
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
