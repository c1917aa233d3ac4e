import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransportFactory } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeTransport } from '../gateway/fake-transport.ts'
import { friend, whenMessage } from '../gateway/test-gateway.ts'
import { apiKey, createHttpClient } from './http-client.ts'

const holder = new URL('./fixtures/hold-file.mjs', import.meta.url).pathname

const newFile = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-file-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'khabeer.db')
}

const build = (file: string, transport: TransportFactory) => {
  const core = createKhabeer({ storage: sqliteStorage({ file }), transport, apiKey })
  onTestFinished(() => core.stop())
  return { core, call: createHttpClient(core) }
}

/** Holds the file in another process, until it is told to let go. */
const holdElsewhere = async (file: string): Promise<() => Promise<void>> => {
  const child = spawn(process.execPath, [holder, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}

it('a file that another process writes to for too long is busy over HTTP, is read meanwhile, and nothing is lost', async () => {
  const file = newFile()
  const { core, call } = build(file, fakeTransport(async () => undefined).factory)
  await core.start()
  const { id: instanceId } = await core.instances.create({ name: 'Linked' })
  const message = (text: string) => ({ instance_id: instanceId, to: friend, text })
  const letGo = await holdElsewhere(file)

  const startedAt = performance.now()
  const [refused, read] = await Promise.all([
    call('POST', '/messages/send', message('refused')),
    call('GET', `/instances/${instanceId}`),
  ])
  const seconds = (performance.now() - startedAt) / 1_000
  await letGo()
  const accepted = await call('POST', '/messages/send', message('accepted'))
  await whenMessage(core, Number(accepted.body.id), 'message.sending')

  expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([503, 'storage_busy', '1'])
  expect(seconds).toBeGreaterThan(4)
  expect(seconds).toBeLessThan(8)
  expect([read.status, accepted.status]).toEqual([200, 202])
  expect((await core.usage()).daily.used).toBe(1)
})

describe('a file that cannot be used is refused at the start, answered over HTTP, and left as it is', () => {
  const damages: readonly (readonly [what: string, damage: (bytes: Buffer) => Buffer])[] = [
    ['is empty', () => Buffer.alloc(0)],
    ['has a damaged page', (bytes) => bytes.fill(0xa5, 4096 * 4, 4096 * 5)],
    ['has a damaged head', (bytes) => bytes.fill(0xa5, 0, 100)],
  ]

  it.each(damages)('one that %s', async (_what, damage) => {
    const file = newFile()
    const { factory } = fakeTransport(async () => undefined)
    const first = build(file, factory)
    await first.core.start()
    await first.core.stop()
    writeFileSync(file, damage(readFileSync(file)))
    const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = hash()
    const { core, call } = build(file, factory)

    const error: unknown = await core.start().catch((cause: unknown) => cause)
    const answer = await call('GET', '/usage')

    expect(error).toMatchObject({
      name: 'KhabeerError',
      code: 'storage_unusable',
      message: expect.stringContaining(file),
    })
    expect([answer.status, answer.body.code]).toEqual([503, 'storage_unusable'])
    expect(JSON.stringify(answer.body)).not.toContain(file)
    expect(hash()).toBe(before)
  })
})
