import type { BinaryNode } from '@whiskeysockets/baileys'
import {
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  S_WHATSAPP_NET,
} from '@whiskeysockets/baileys'
import { expect, it } from 'vitest'
import { NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import type { TestClient } from './support/test-client.ts'

async function fetchBundle(client: TestClient, jid: string): Promise<BinaryNode> {
  const answer = await client.socket.query({
    tag: 'iq',
    attrs: { to: S_WHATSAPP_NET, xmlns: 'encrypt', type: 'get' },
    content: [{ tag: 'key', attrs: {}, content: [{ tag: 'user', attrs: { jid } }] }],
  })
  const user = getBinaryNodeChildren(getBinaryNodeChild(answer, 'list'), 'user')[0]
  if (!user) throw new Error('The answer holds no user.')
  return user
}

function oneTimeKeyId(user: BinaryNode): string | undefined {
  return getBinaryNodeChildBuffer(getBinaryNodeChild(user, 'key'), 'id')?.toString('hex')
}

it('pre-keys: a contact hands out each one-time key once', async () => {
  await using linked = await startLinked()
  const { client } = linked
  const ids = [await fetchBundle(client, PEER_JID), await fetchBundle(client, PEER_JID)].map(oneTimeKeyId)

  expect(new Set(ids).size).toBe(2)
  expect(ids).not.toContain(undefined)
})

it('pre-keys: an unknown device is answered with 404', async () => {
  await using linked = await startLinked()
  const user = await fetchBundle(linked.client, `${PEER}:7@s.whatsapp.net`)

  expect(getBinaryNodeChild(user, 'error')?.attrs).toMatchObject({ code: '404' })
})

it('pre-keys: an address that is none is refused, and the line goes on', async () => {
  await using linked = await startLinked()

  await expect(fetchBundle(linked.client, 'nonsense')).rejects.toMatchObject({ data: 400 })
  expect(oneTimeKeyId(await fetchBundle(linked.client, PEER_JID))).toBeDefined()
})

it('pre-keys: a linked client hands out its own, and uploads more when few are left', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const device = client.auth.creds.me?.id ?? ''
  const seen = new Set<string | undefined>()
  const uploads = () => sandbox.ledger.iqCount({ number: NUMBER, xmlns: 'encrypt', type: 'set' })
  const before = uploads()
  const uploaded = sandbox.ledger.next('iq', (iq) => iq.xmlns === 'encrypt' && iq.type === 'set', { timeoutMs: 20_000 })
  while (uploads() === before) seen.add(oneTimeKeyId(await fetchBundle(client, device)))
  await uploaded

  // 812 keys at the first login, one of which the own phone took for the initial sync.
  expect(seen.size).toBeGreaterThanOrEqual(807)
})
