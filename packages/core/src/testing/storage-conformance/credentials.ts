import assert from 'node:assert/strict'
import { assertStale, storageCase } from './storage-case.ts'

/** The keys of linked numbers. */
export const credentialCases = [
  storageCase('credentials: bytes come back as they were, and missing ids are left out', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const value = Uint8Array.from({ length: 300 }, (_, index) => index % 256)

    await storage.credentials.write(lease, [
      { type: 'session', id: 'a', value },
      { type: 'session', id: 'b', value: new Uint8Array() },
      { type: 'pre-key', id: 'a', value: Uint8Array.of(9) },
    ])
    const read = await storage.credentials.read(instance.id, 'session', ['a', 'b', 'c'])

    assert.deepEqual([...read.keys()].toSorted(), ['a', 'b'])
    assert.deepEqual([...(read.get('a') ?? [])], [...value])
    assert.equal(read.get('b')?.length, 0)
  }),
  storageCase(
    'credentials: a later value replaces, null removes, the last change of a call wins',
    async ({ storage, owned }) => {
      const { instance, lease } = await owned()
      const write = (id: string, value: Uint8Array | null) => ({ type: 'session', id, value })
      await storage.credentials.write(lease, [write('a', Uint8Array.of(1)), write('b', Uint8Array.of(2))])

      await storage.credentials.write(lease, [
        write('a', Uint8Array.of(3)),
        write('b', null),
        write('c', Uint8Array.of(4)),
        write('c', null),
      ])

      const read = await storage.credentials.read(instance.id, 'session', ['a', 'b', 'c'])
      assert.deepEqual(
        [...read].map(([id, value]) => [id, [...value]]),
        [['a', [3]]],
      )
    },
  ),
  storageCase(
    'credentials: instances have their own, and the row that says unlinked takes them along',
    async ({ storage, owned }) => {
      const first = await owned()
      const second = await owned()
      for (const { lease } of [first, second]) {
        await storage.credentials.write(lease, [{ type: 'creds', id: 'me', value: Uint8Array.of(lease.instanceId) }])
      }

      await storage.instances.update(first.lease, { status: 'logged_out', isLinked: false }, 1_000)

      assert.equal((await storage.credentials.read(first.instance.id, 'creds', ['me'])).size, 0)
      const kept = await storage.credentials.read(second.instance.id, 'creds', ['me'])
      assert.deepEqual([...(kept.get('me') ?? [])], [second.instance.id])
    },
  ),
  storageCase('credentials: a stale lease writes nothing', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const stale = { ...lease, epoch: lease.epoch - 1 }
    await storage.credentials.write(lease, [{ type: 'creds', id: 'me', value: Uint8Array.of(1) }])

    await assertStale(storage.credentials.write(stale, [{ type: 'creds', id: 'me', value: Uint8Array.of(2) }]))
    await assertStale(storage.instances.update(stale, { isLinked: false }, 1_000))

    const read = await storage.credentials.read(instance.id, 'creds', ['me'])
    assert.deepEqual([...(read.get('me') ?? [])], [1])
  }),
]
