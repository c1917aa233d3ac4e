import assert from 'node:assert/strict'
import { assertStale, noon, present, storageCase } from './storage-case.ts'

const recipient = '201001234567'

/** What an instance knows of the people it writes to. */
export const recipientCases = [
  storageCase('recipients: the latest lookup is kept beside what else is known', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    await storage.recipients.noteInbound(lease, { recipient, at: noon })
    await storage.recipients.saveLookup(lease, { recipient, lookup: 'missing', address: null, at: noon + 1 })

    const found = { recipient, lookup: 'found', address: 'x@lid', waNumber: '5561' } as const
    await storage.recipients.saveLookup(lease, { ...found, at: noon + 2 })

    assert.deepEqual(await storage.recipients.get(instance.id, recipient), {
      instanceId: instance.id,
      recipient,
      firstSentAt: null,
      lastSentAt: null,
      lastInboundAt: noon,
      lookup: 'found',
      address: 'x@lid',
      waNumber: '5561',
      lookedUpAt: noon + 2,
    })
  }),
  storageCase('recipients: nothing is known of a stranger, nor by another instance', async ({ storage, owned }) => {
    const first = await owned()
    const second = await owned()
    await storage.recipients.noteInbound(first.lease, { recipient, at: noon })

    assert.equal(await storage.recipients.get(first.instance.id, '4915112345678'), null)
    assert.equal(await storage.recipients.get(second.instance.id, recipient), null)
  }),
  storageCase('recipients: many are read at once, each once, and nobody else', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const second = await owned()
    const known = ['201000000001', '201000000149', '201000000150']
    for (const each of known) await storage.recipients.noteInbound(lease, { recipient: each, at: noon })
    await storage.recipients.noteInbound(second.lease, { recipient: '201000000002', at: noon })
    await storage.recipients.noteInbound(lease, { recipient, at: noon })
    const asked = Array.from({ length: 200 }, (_, index) => String(201_000_000_000 + index))

    const listed = await storage.recipients.list(instance.id, [...asked, ...known])

    assert.deepEqual(listed.map((record) => record.recipient).toSorted(), known)
    assert.deepEqual(await storage.recipients.list(instance.id, []), [])
  }),
  storageCase('recipients: an older inbound message does not replace a newer one', async ({ storage, owned }) => {
    const { instance, lease } = await owned()

    for (const at of [noon, noon + 5, noon + 2]) await storage.recipients.noteInbound(lease, { recipient, at })

    assert.equal((await storage.recipients.get(instance.id, recipient))?.lastInboundAt, noon + 5)
  }),
  storageCase('recipients: a forgotten lookup leaves what else is known', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    await storage.recipients.saveLookup(lease, { recipient, lookup: 'found', address: 'x@lid', at: noon })
    await storage.recipients.noteInbound(lease, { recipient, at: noon + 1 })

    await storage.recipients.forgetLookup(lease, { recipient })

    const known = present(await storage.recipients.get(instance.id, recipient))
    const { lookup, address, waNumber, lookedUpAt, lastInboundAt } = known
    assert.deepEqual([lookup, address, waNumber, lookedUpAt, lastInboundAt], [null, null, null, null, noon + 1])
  }),
  storageCase('recipients: a stale lease writes nothing', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const stale = { ...lease, epoch: lease.epoch - 1 }

    await assertStale(storage.recipients.noteInbound(stale, { recipient, at: noon }))
    await assertStale(storage.recipients.forgetLookup(stale, { recipient }))
    await assertStale(storage.recipients.saveLookup(stale, { recipient, lookup: 'found', address: 'a@b', at: noon }))

    assert.equal(await storage.recipients.get(instance.id, recipient), null)
  }),
]
