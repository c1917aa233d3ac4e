import { createKhabeer } from '@khabeer/core'
import { startSandbox } from '@khabeer/sandbox'
import { sqliteStorage } from '@khabeer/storage-sqlite'

const sandbox = await startSandbox()
const whatsApp = { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem }
const core = createKhabeer({ storage: sqliteStorage({ file: process.argv[2] ?? 'khabeer.db' }), whatsApp })
await core.start()

const { id: instanceId } = await core.instances.create({ name: 'Shop' })
const { qr } = await core.instances.qr(instanceId, { waitMs: 20_000 })
await sandbox.phone('201093619140').scanQr(qr)

const delivered = new Promise((resolve) => core.on('message.delivered', ({ message }) => resolve(message)))
const { id } = await core.send({ instanceId, to: '201001234567', text: 'Your order is ready.' })
console.log(`Message ${id} is ${(await delivered).status}.`)
console.log(sandbox.contact('201001234567').inbox())

await core.stop()
await sandbox.close()
