import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonClient } from './support/json-client.ts'
import { linkInstance } from './support/link-instance.ts'
import { root, runNode } from './support/running-process.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { startStandalone, startWorker } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const key = 'the-key-of-this-test-01'
const customer = '201001234567'

describe('a second process on one SQLite file', () => {
  it('with the role api serves and enqueues what the owner sends, and sees it delivered', async () => {
    const folder = temporaryFolder()
    const database = join(folder, 'khabeer.db')
    const sandbox = await startSandboxProcess(folder)
    const settings = { ...sandbox.settings, KHABEER_API_KEY: key, KHABEER_PACING: '10/1s' }
    const owner = await startStandalone(database, settings)
    const instanceId = await linkInstance(jsonClient(owner.baseUrl, key), sandbox, '201093619140')

    const second = await startStandalone(database, { ...settings, KHABEER_ROLE: 'api' })
    const client = jsonClient(second.baseUrl, key)
    const message = { instance_id: instanceId, to: customer, text: 'From the second process' }
    const queued = await client<{ readonly id: number }>('POST', '/messages/send', message)
    await until('the message is delivered', 20_000, async () => {
      const { body } = await client<{ readonly status: string }>('GET', `/messages/${queued.body.id}`)
      return body.status === 'delivered' ? body : null
    })

    expect(queued.status).toBe(202)
    expect((await sandbox.shownTo(customer)).map(({ content }) => content.text)).toEqual(['From the second process'])
  })

  it('with the role api links a number that a worker owns', async () => {
    const folder = temporaryFolder()
    const database = join(folder, 'khabeer.db')
    const sandbox = await startSandboxProcess(folder)
    const settings = { ...sandbox.settings, KHABEER_API_KEY: key }
    await startWorker(database, settings)
    const api = await startStandalone(database, { ...settings, KHABEER_ROLE: 'api' })

    const instanceId = await linkInstance(jsonClient(api.baseUrl, key), sandbox, '201093619140')

    expect(instanceId).toBe(1)
  })

  it.each(['all', 'worker'])('with the role %s is refused, and told which role it may have', async (role) => {
    const database = join(temporaryFolder(), 'khabeer.db')
    await startStandalone(database)

    const env = { KHABEER_DATABASE: database, KHABEER_PORT: '0', KHABEER_ROLE: role }
    const second = await runNode([join(root, 'examples/standalone/dist/main.js')], { env })

    expect(second).toMatchObject({ code: 1, stdout: '' })
    expect(second.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/Another process owns the numbers.*role api/),
    ])
  })
})
