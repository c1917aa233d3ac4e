import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../packages/core/src/clock.ts'
import { systemClock } from '../packages/core/src/clock.ts'
import type { AccountScope } from '../packages/core/src/facade.ts'
import { fastClock } from '../packages/core/test/gateway/fast-clock.ts'
import type { Gateway } from '../packages/express/test/support/gateway.ts'
import { startGateway } from '../packages/express/test/support/gateway.ts'
import type { HostRow, StartedHost } from './http-contract/host-rows.ts'
import { adapterRows } from './http-contract/host-rows.ts'
import type { TappedStream } from './unread-streams/tapped-core.ts'
import { tapCore } from './unread-streams/tapped-core.ts'
import type { Place, UnreadStream } from './unread-streams/unread-stream.ts'
import { openUnread, types } from './unread-streams/unread-stream.ts'

// A connection over TCP holds megabytes, one over a path a few hundred kilobytes; `npm run parity` fills the former.
const isOverTcp = process.env.KHABEER_ALL_HOSTS !== undefined

/** More than any host may hold for a client: what a socket of Node takes before it says that it is full, several times. */
const mostHeld = 500

/** A host with clients that read nothing. */
interface Scene {
  readonly host: StartedHost
  readonly place: Place
  readonly clients: readonly UnreadStream[]
  readonly streams: readonly TappedStream[]
}

/** The scenes of one row. */
interface Scenes {
  readonly reading: Scene
  readonly hasty: Scene
  readonly closing: Scene
}

let gateway: Gateway
let folder: string
let account: AccountScope
let key: string
let instanceId: number
let happened: readonly number[] = []
let stopping: Scene
const scenes = new Map<HostRow, Scenes>()

/** Half a minute of it takes a second. */
const hastyClock = fastClock(30)
/** Its seconds are half as long, and its half minutes are not. */
const closingClock: Clock = {
  ...systemClock(),
  after: (delayMs, callback) => systemClock().after(delayMs > 2_000 ? delayMs : delayMs / 2, callback),
}

const openScene = async (row: HostRow, name: string, with_: { clients: number; clock?: Clock }): Promise<Scene> => {
  const { core, streams } = tapCore(gateway.core)
  const socketPath = isOverTcp ? undefined : join(folder, `${adapterRows.indexOf(row)}-${name}`)
  const host = await row.start({ core, prefix: '', socketPath, isGentle: true, clock: with_.clock })
  const place = { origin: host.origin, socketPath }
  const clients: UnreadStream[] = []
  for (let left = with_.clients; left > 0; left -= 1) clients.push(await openUnread(place, { 'x-api-key': key }))
  return { host, place, clients, streams }
}

const allScenes = (): readonly Scene[] => [
  stopping,
  ...[...scenes.values()].flatMap(({ reading, hasty, closing }) => [reading, hasty, closing]),
]
const allStreams = () => allScenes().flatMap(({ streams }) => streams)

/** Has messages come and go until no stream is given more of it any more. */
const happenUntilAllIsFull = async (): Promise<void> => {
  const messages = Array.from({ length: 100 }, () => ({ to: '201001234567', text: 'Hello' }))
  let events = 0
  for (let quietRounds = 0; quietRounds < 3; ) {
    const before = allStreams().map(({ taken }) => taken())
    await account.sendBulk({ instanceId, messages })
    await account.messages.cancelQueued({ instanceId })
    events += 2 * messages.length
    const isQuiet = allStreams().every(({ taken }, index) => taken() === before[index])
    const isFarBehind = before.every((taken) => taken < events - 2 * mostHeld)
    quietRounds = isQuiet && isFarBehind ? quietRounds + 1 : 0
    if (events > 100_000) throw new Error(`What happens is taken, although nobody reads it: ${before.join(', ')}`)
  }
}

const readIds = async (): Promise<readonly number[]> => {
  const ids: number[] = []
  for (let after = 0; ; ) {
    const page = await account.events.read({ after, types, limit: 1_000 })
    ids.push(...page.events.map(({ id }) => id))
    if (!page.hasMore) return ids
    after = page.next
  }
}

beforeAll(async () => {
  gateway = await startGateway()
  folder = await mkdtemp(join(tmpdir(), 'khabeer-unread-'))
  const { id: accountId } = await gateway.core.accounts.create({ name: 'Shop' })
  account = gateway.core.account(accountId)
  key = (await gateway.core.apiKeys.create({ accountId })).key
  instanceId = (await account.instances.create({ name: 'Shop' })).id
  for (const row of adapterRows) {
    scenes.set(row, {
      reading: await openScene(row, 'reading', { clients: 1 }),
      hasty: await openScene(row, 'hasty', { clients: 1, clock: hastyClock }),
      closing: await openScene(row, 'closing', { clients: 2, clock: closingClock }),
    })
  }
  stopping = await openScene(adapterRows[0], 'stopping', { clients: 1, clock: closingClock })
  await happenUntilAllIsFull()
  happened = await readIds()
})
afterAll(async () => {
  for (const { host, clients } of allScenes()) {
    for (const client of clients) client.cut()
    await host.close()
  }
  await gateway.close()
  await rm(folder, { recursive: true })
})

const sceneOf = (row: HostRow, name: keyof Scenes): Scene => {
  const scene = scenes.get(row)?.[name]
  if (scene === undefined) throw new Error(`${row.name} has no scene.`)
  return scene
}

describe.concurrent.each(adapterRows)('$name', (row) => {
  test('takes no more of the events than the connection of a client that reads nothing lets through, and gives it all of them once in order when it reads on', async () => {
    const { clients, streams } = sceneOf(row, 'reading')
    const taken = streams[0]?.taken()

    const ids = await clients[0]?.readTo(happened.at(-1) ?? 0)

    expect(taken).toBeLessThan(happened.length - mostHeld)
    expect(ids).toEqual(happened)
  })

  test('cuts a client off that takes nothing for half a minute, holds little for it until then, and lets it go on after its last event', async () => {
    const { clients, streams, place } = sceneOf(row, 'hasty')
    await streams[0]?.ended

    const seen = await clients[0]?.readAll()

    const next = await openUnread(place, { 'x-api-key': key, 'last-event-id': String(seen?.ids.at(-1)) })
    const rest = await next.readTo(happened.at(-1) ?? 0)
    next.cut()
    expect(seen?.isWhole).toBe(false)
    expect((streams[0]?.taken() ?? 0) - (seen?.ids.length ?? 0)).toBeLessThan(mostHeld)
    expect([...(seen?.ids ?? []), ...rest]).toEqual(happened)
  })

  test('ends the streams of a server that is closed: whole for a client that reads on, and cut off for one that does not', async () => {
    const { host, clients, streams } = sceneOf(row, 'closing')

    const closed = host.close()
    const reading = await clients[0]?.readAll()
    await closed
    const silent = await clients[1]?.readAll()

    expect(reading?.isWhole).toBe(true)
    expect(reading?.ids).toEqual(happened.slice(0, reading?.ids.length))
    expect((streams[0]?.taken() ?? 0) - (reading?.ids.length ?? 0)).toBeLessThanOrEqual(1)
    expect(silent?.isWhole).toBe(false)
    expect(silent?.ids).toEqual(happened.slice(0, silent?.ids.length))
  })
})

test('a core that stops ends the streams also of clients that read nothing', async () => {
  const { host, clients, streams } = stopping

  await gateway.core.stop()
  await streams[0]?.ended
  await host.close()
  const seen = await clients[0]?.readAll()

  expect(seen?.isWhole).toBe(false)
  expect(seen?.ids).toEqual(happened.slice(0, seen?.ids.length))
})
