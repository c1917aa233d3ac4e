import type { SandboxClock } from '@khabeer/sandbox'
import { startControlApi } from '@khabeer/sandbox'
import { describe, expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import type { TestClient } from './support/test-client.ts'
import { createTestClient } from './support/test-client.ts'

const KNOWN = '491510000003'
const KNOWN_JID = `${KNOWN}@s.whatsapp.net`
const UNTIL = 1_900_000_000_000

/** A clock that stands where it is put. */
function settableClock(): SandboxClock & { at: number } {
  const clock = { at: UNTIL - 3_600_000, now: () => clock.at }
  return clock
}

async function send({ socket }: TestClient, jid: string, messageId: string): Promise<string | undefined> {
  const ack = ackOf(socket, messageId)
  await socket.relayMessage(jid, { conversation: 'hello' }, { messageId })
  return (await ack).error
}

describe('a restricted account', () => {
  it('is refused with 463 for who never wrote to it alone, until the time is over', async () => {
    const clock = settableClock()
    await using linked = await startLinked({ clock })
    const { client, sandbox } = linked
    const heard = client.next('messages.upsert')
    await sandbox.contact(KNOWN).send(NUMBER, 'hello')
    await heard
    sandbox.phone(NUMBER).restrict({ until: UNTIL })

    expect(await send(client, PEER_JID, '3EB01')).toBe('463')
    expect(await send(client, KNOWN_JID, '3EB02')).toBeUndefined()
    clock.at = UNTIL
    expect(await send(client, PEER_JID, '3EB03')).toBeUndefined()
    expect(sandbox.contact(PEER).inbox()).toHaveLength(1)
    expect(sandbox.ledger.stanzas('3EB01')).toMatchObject([{ outcome: 'refused', code: 463 }])
  })

  it('is told so when the restriction begins and when it is lifted', async () => {
    await using linked = await startLinked({ clock: settableClock() })
    const { client, sandbox } = linked
    const isTold = (isActive: boolean) =>
      client.next('connection.update', ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === isActive)
    const begun = isTold(true)
    sandbox.phone(NUMBER).restrict({ until: UNTIL, type: 'WEB_COMPANION_ONLY' })

    const { reachoutTimeLock } = await begun
    expect(reachoutTimeLock?.timeEnforcementEnds?.getTime()).toBe(UNTIL)
    expect(reachoutTimeLock?.enforcementType).toBe('WEB_COMPANION_ONLY')
    const lifted = isTold(false)
    sandbox.phone(NUMBER).unrestrict()
    await lifted
    expect(await send(client, PEER_JID, '3EB01')).toBeUndefined()
  })

  it('finds it when it asks, and is told nothing when the test says so', async () => {
    const clock = settableClock()
    await using linked = await startLinked({ clock })
    const { client, sandbox } = linked
    const notices: unknown[] = []
    client.socket.ws.on('CB:notification,type:mex', (notice: unknown) => notices.push(notice))
    expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
    sandbox.phone(NUMBER).restrict({ until: UNTIL, notify: false })

    expect(await client.socket.fetchAccountReachoutTimelock()).toEqual({
      isActive: true,
      timeEnforcementEnds: new Date(UNTIL),
      enforcementType: 'BIZ_QUALITY',
    })
    expect(notices).toEqual([])
    clock.at = UNTIL
    expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
  })

  it('is known to whom a linked client wrote first, and leaves other accounts alone', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const other = createTestClient(sandbox)
    await other.link(sandbox.phone(PEER))
    sandbox.phone(NUMBER).restrict({ until: sandbox.clock.now() + 60_000 })

    expect(await send(client, PEER_JID, '3EB01')).toBe('463')
    expect(await send(other, `${NUMBER}@s.whatsapp.net`, '3EB02')).toBeUndefined()
    expect(await send(client, PEER_JID, '3EB03')).toBeUndefined()
    await other.close()
  })
})

it('an account with a cap may begin so many chats, and is told when that is used up (a guess)', async () => {
  await using linked = await startLinked({ clock: settableClock() })
  const { client, sandbox } = linked
  expect(await client.socket.fetchNewChatMessageCap()).toEqual({ capping_status: 'NONE' })
  sandbox.phone(NUMBER).capNewChats({ total: 3, used: 2, until: UNTIL })
  const usedUp = client.next('message-capping.update', ({ capping_status }) => String(capping_status) === 'CAPPED')

  expect(await send(client, PEER_JID, '3EB01')).toBeUndefined()
  expect(await usedUp).toMatchObject({ total_quota: 3, used_quota: 3, cycle_end_timestamp: String(UNTIL / 1000) })
  expect(await send(client, KNOWN_JID, '3EB02')).toBe('463')
  expect(await send(client, PEER_JID, '3EB03')).toBeUndefined()
  expect(await client.socket.fetchNewChatMessageCap()).toMatchObject({ used_quota: 3, capping_status: 'CAPPED' })
  sandbox.phone(NUMBER).uncapNewChats()
  expect(await send(client, KNOWN_JID, '3EB04')).toBeUndefined()
})

it('restrictions and caps are set over HTTP as well', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const control = await startControlApi(sandbox)
  const until = Math.ceil(sandbox.clock.now() / 1000) * 1000 + 60_000
  const post = async (what: string, body: object = {}) => {
    const url = `${control.url}/admin/phones/${NUMBER}/${what}`
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return response.json()
  }

  expect(await post('restrict', { until, type: 'BIZ_QUALITY' })).toEqual({ restricted: true, until })
  expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ timeEnforcementEnds: new Date(until) })
  expect(await post('unrestrict')).toEqual({ restricted: false })
  expect(await post('cap-new-chats', { total: 1, until })).toEqual({ capped: true, total: 1, until })
  expect(await client.socket.fetchNewChatMessageCap()).toMatchObject({ total_quota: 1, used_quota: 0 })
  expect(await post('uncap-new-chats')).toEqual({ capped: false })
  expect(await client.socket.fetchNewChatMessageCap()).toEqual({ capping_status: 'NONE' })
  await control.close()
})
