import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { openStorage } from './open-storage.ts'

const fixture = new URL('./fixtures/storage-process.mjs', import.meta.url).pathname

it('the numbers are free the moment their owner is killed, under a higher epoch', async () => {
  const { storage, file, instanceId } = await openStorage()
  const owner = spawn(process.execPath, [fixture, 'own', file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void owner.kill('SIGKILL'))
  await once(owner.stdout, 'data')
  const attempt = await storage.leases
    .acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })
    .catch((error: unknown) => error)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const leases = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })

  expect(attempt).toMatchObject({ name: 'StorageError', code: 'storage_owned' })
  expect(leases).toEqual([{ instanceId, epoch: 2, isHandedOver: false }])
})

it('one storage has one owner: a second name is refused until the first released', async () => {
  const { storage, instanceId } = await openStorage()
  await storage.leases.acquire({ ownerId: 'first', ttlMs: 60_000, limit: 100 })

  await expect(storage.leases.acquire({ ownerId: 'second', ttlMs: 60_000, limit: 100 })).rejects.toMatchObject({
    code: 'storage_owned',
  })
  await storage.leases.leave({ ownerId: 'first' })

  expect(await storage.leases.acquire({ ownerId: 'second', ttlMs: 60_000, limit: 100 })).toEqual([
    { instanceId, epoch: 2, isHandedOver: true },
  ])
})
