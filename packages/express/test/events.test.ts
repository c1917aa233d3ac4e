import { randomUUID } from 'node:crypto'
import { khabeerRouter } from '@khabeer/express'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { SeenEvent, SeenStream } from '../../core/src/testing/http-contract/event-client.ts'
import { openEvents } from '../../core/src/testing/http-contract/event-client.ts'
import type { Gateway } from './support/gateway.ts'
import { startGateway } from './support/gateway.ts'
import type { Host } from './support/host.ts'
import { startHost } from './support/host.ts'

let gateway: Gateway
let host: Host

beforeAll(async () => {
  gateway = await startGateway()
  const router = khabeerRouter({ core: gateway.core })
  host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', router })
})
afterAll(async () => {
  await host.close()
  await gateway.close()
})

const open = async (key: string, after?: string, query = ''): Promise<SeenStream> => {
  const from = after === undefined ? undefined : { 'last-event-id': after }
  const stream = await openEvents(`${host.origin}/api/v1/events${query}`, { 'x-api-key': key, ...from })
  onTestFinished(stream.cut)
  return stream
}

const newAccount = async () => {
  const { core } = gateway
  const { id: accountId } = await core.accounts.create({ name: randomUUID() })
  const { apiKey, key } = await core.apiKeys.create({ accountId })
  return { accountId, account: core.account(accountId), apiKeyId: apiKey.id, key }
}

const named =
  (type: string) =>
  ({ event }: SeenEvent): boolean =>
    event === type

const stands =
  (status: string) =>
  ({ event, data }: SeenEvent): boolean =>
    event === 'instance.status' && data.status === status

const types = (events: readonly SeenEvent[]): readonly unknown[] => events.map(({ event }) => event)

test('how a number is linked and a message goes is told as it happens, each step once, also over a cut after any of them', async () => {
  const { account, key } = await newAccount()
  const { sandbox, scan } = gateway
  const stream = await open(key)
  const start = stream.lastEventId()

  const { id: instanceId } = await account.instances.create({ name: 'Main Store Number' })
  const linking = await stream.until(named('instance.qr'))
  await scan(String(linking.at(-1)?.data.qr_text))
  const linked = await stream.until(stands('connected'))
  const { id } = await account.send({ instanceId, to: '201001234571', text: 'Hello' })
  const sending = await stream.until(named('message.sending'))
  stream.cut()
  const { waMessageId } = await sandbox.contact('201001234571').waitForMessage()
  const resumed = await open(key, stream.lastEventId())
  const delivered = await resumed.until(named('message.delivered'))
  sandbox.contact('201001234571').read(waMessageId)
  const read = await resumed.until(named('message.read'))
  const inOneGo = [...linking, ...linked, ...sending, ...delivered, ...read].filter(({ data }) => data.id !== undefined)
  const pieces: SeenEvent[] = []
  for (let after = start; pieces.length < inOneGo.length; ) {
    const piece = await open(
      key,
      after,
      '?types=instance.status,message.queued,message.sending,message.sent,message.delivered,message.read',
    )
    const event = await piece.next()
    piece.cut()
    after = piece.lastEventId()
    if (event !== null) pieces.push(event)
  }

  expect(types([...sending, ...delivered, ...read].filter(({ event }) => event.startsWith('message.')))).toEqual(
    (await account.messages.events(id)).map(({ status }) => `message.${status}`),
  )
  expect([...linking, ...linked].filter(named('instance.status')).map(({ data }) => data.status)).toEqual(
    expect.arrayContaining(['waiting_scan', 'connected']),
  )
  expect(inOneGo.map(({ data }) => data.id)).toEqual(
    [...new Set(inOneGo.map(({ data }) => Number(data.id)))].toSorted((a, b) => a - b),
  )
  expect(pieces).toEqual(inOneGo)
})

test('a key for some instances is told of these only, and codes go to whoever may link numbers', async () => {
  const { accountId, account, key } = await newAccount()
  const { core } = gateway
  const shown = await open(key, undefined, '?types=instance.qr')
  const [seen, unseen] = [
    await account.instances.create({ name: 'Seen' }),
    await account.instances.create({ name: 'Not' }),
  ]
  const bounds = { accountId, instanceIds: [seen.id] }
  const bounded = (await core.apiKeys.create(bounds)).key
  const reading = (await core.apiKeys.create({ ...bounds, scopes: ['read'] })).key
  const codesOf = new Set([(await shown.next())?.data.instance_id, (await shown.next())?.data.instance_id])

  const streams = await Promise.all([open(bounded, '0'), open(reading, '0')])
  const foreign = await gateway.core
    .account(accountId)
    .send({ instanceId: unseen.id, to: '201001234572', text: 'Hello' })
  await account.messages.cancel(foreign.id)
  const own = await account.send({ instanceId: seen.id, to: '201001234572', text: 'Hello' })
  await account.messages.cancel(own.id)
  const [toBounded, toReading] = await Promise.all(streams.map((each) => each.until(named('message.cancelled'))))
  const [outside, missing] = await Promise.all(
    [unseen.id, 987_654_321].map(async (id) => {
      const response = await fetch(`${host.origin}/api/v1/events?instance_id=${id}`, {
        headers: { 'x-api-key': bounded },
      })
      return [response.status, (await response.text()).replaceAll(String(id), 'ID')]
    }),
  )

  expect(codesOf).toEqual(new Set([seen.id, unseen.id]))
  expect(types(toReading ?? [])).toEqual(['instance.status', 'message.queued', 'message.cancelled'])
  expect(toBounded?.filter(({ event }) => event !== 'instance.qr')).toEqual(toReading)
  expect(toBounded?.filter(named('instance.qr')).length).toBeGreaterThan(0)
  expect(new Set(toBounded?.map(({ data }) => data.instance_id))).toEqual(new Set([seen.id]))
  expect(outside).toEqual(missing)
})

test('a stream ends when its key may see less or more than when it began, and another one of the account goes on', async () => {
  const { accountId, account, apiKeyId, key } = await newAccount()
  const { core } = gateway
  const other = await open((await core.apiKeys.create({ accountId })).key)
  const { id: instanceId } = await account.instances.create({ name: 'Seen' })
  const ended: boolean[] = []
  for (const change of [{ scopes: ['read'] }, { instanceIds: [instanceId] }, { instanceIds: null }] as const) {
    const stream = await open(key)
    await core.apiKeys.update(apiKeyId, change, accountId)
    ended.push(await stream.ended())
  }

  const { id } = await account.send({ instanceId, to: '201001234573', text: 'Hello' })
  await account.messages.cancel(id)

  expect(ended).toEqual([true, true, true])
  expect(types(await other.until(named('message.cancelled')))).toContain('message.queued')
})
