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
  const before = await storage.instances.find(instanceId)

  const attempt = await storage.leases.acquire({ ownerId: 'me' }).catch((error: unknown) => error)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const leases = await storage.leases.acquire({ ownerId: 'me' })

  expect(attempt).toMatchObject({ name: 'StorageError', code: 'storage_owned' })
  expect(leases).toEqual([{ instanceId, epoch: (before?.epoch ?? 0) + 1 }])
})

it('one storage has one owner: a second name is refused until the first released', async () => {
  const { storage, instanceId } = await openStorage()
  await storage.leases.acquire({ ownerId: 'first' })

  await expect(storage.leases.acquire({ ownerId: 'second' })).rejects.toMatchObject({ code: 'storage_owned' })
  await storage.leases.release({ ownerId: 'first' })

  expect(await storage.leases.acquire({ ownerId: 'second' })).toEqual([{ instanceId, epoch: 2 }])
})
