import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { ConnectionRecord, Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DisconnectName } from '../../src/transport/disconnects.ts'
import { disconnects } from '../../src/transport/disconnects.ts'
import { fastClock } from './fast-clock.ts'
import { linkInstance, nextEvent, whenStatus } from './test-gateway.ts'

/** How fast the gateway's time goes: pauses of minutes are over at once. */
const speed = 200
const keepAliveMs = 1_000
/** What looking, storing and telling may take on a busy machine. */
const graceMs = 2_500
/** The rows that a server causes on a number that is linked; the others have tests beside these. */
const rows = [
  'restart_required',
  'unlinked',
  'temporarily_banned',
  'forbidden',
  'client_outdated',
  'held',
  'client_refused',
  'linked_devices_off',
  'held_too',
  'line_closed',
  'silent',
  'replaced',
  'server_error',
  'unavailable',
  'upgrade_refused',
  'not_listening',
] as const satisfies readonly DisconnectName[]
type Row = (typeof rows)[number]

let sandbox: Sandbox
let directory: string
let core: Khabeer
const numbers = new Map<Row, { readonly number: string; readonly id: number }>()

const start = async (options: Partial<KhabeerOptions> = {}): Promise<Khabeer> => {
  const started = createKhabeer({
    storage: sqliteStorage({ file: join(directory, 'khabeer.db') }),
    media: { directory: join(directory, 'media') },
    whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem, keepAliveMs },
    ...options,
  })
  await started.start()
  return started
}

beforeAll(async () => {
  sandbox = await startSandbox()
  directory = await mkdtemp(join(tmpdir(), 'khabeer-disconnects-'))
  const linking = await start()
  for (const [index, row] of rows.entries()) {
    const number = `4915200000${String(index).padStart(2, '0')}`
    numbers.set(row, { number, id: await linkInstance(linking, sandbox, number) })
  }
  await linking.stop()
  core = await start({ clock: fastClock(speed) })
  await Promise.all([...numbers.values()].map(({ id }) => whenStatus(core, id, 'connected')))
}, 120_000)

afterAll(async () => {
  await core.stop()
  await sandbox.close()
  await rm(directory, { recursive: true, force: true })
})

const refuseLogin = (number: string, code: number): void => {
  sandbox.faults.refuseLogins({ sender: number, code, attributes: { expire: '600' } })
  sandbox.faults.disconnect(number)
}

/** What the server does to cause each row. */
const provocations: Readonly<Record<Row, (number: string) => void>> = {
  restart_required: (number) => sandbox.faults.streamError(number, 515),
  unlinked: (number) => sandbox.phone(number).unlink(),
  temporarily_banned: (number) => refuseLogin(number, 402),
  forbidden: (number) => refuseLogin(number, 403),
  client_outdated: (number) => refuseLogin(number, 405),
  held: (number) => refuseLogin(number, 406),
  client_refused: (number) => refuseLogin(number, 409),
  linked_devices_off: (number) => refuseLogin(number, 411),
  held_too: (number) => refuseLogin(number, 419),
  line_closed: (number) => sandbox.faults.disconnect(number),
  silent: (number) => sandbox.faults.silence(number),
  replaced: (number) => sandbox.faults.streamError(number, 'replaced'),
  server_error: (number) => sandbox.faults.streamError(number, 500),
  unavailable: (number) => sandbox.faults.streamError(number, 503),
  upgrade_refused: (number) => {
    sandbox.faults.refuseConnections({ status: 503 })
    sandbox.faults.disconnect(number)
  },
  not_listening: (number) => {
    sandbox.faults.refuseQueries({ sender: number, xmlns: 'passive', code: 503 })
    sandbox.faults.disconnect(number)
  },
}

/** The most lines that stood at the same time before they were ready. */
const mostConnecting = (lines: readonly ConnectionRecord[]): number =>
  Math.max(
    ...lines.map(
      ({ openedAt }) =>
        lines.filter((line) => line.openedAt <= openedAt && openedAt < (line.activeAt ?? Number.POSITIVE_INFINITY))
          .length,
    ),
  )

describe('many numbers at once', () => {
  it('come back five at a time, each with one login', async () => {
    const before = sandbox.ledger.connections().length
    const back = Promise.all(
      [...numbers.values()].map(({ id }) =>
        nextEvent(core, 'instance.status', ({ instance }) => instance.id === id && instance.status === 'connected'),
      ),
    )

    for (const { number } of numbers.values()) sandbox.faults.disconnect(number)
    await back

    const lines = sandbox.ledger.connections().slice(before)
    expect(lines.map(({ number }) => number).toSorted()).toEqual([...numbers.values()].map(({ number }) => number))
    expect(mostConnecting(lines)).toBeLessThanOrEqual(5)
  })
})

describe('a linked number after its line ended', () => {
  it.each(rows)('%s: stands and comes back as the table says', async (name) => {
    const row = disconnects[name]
    const { number, id } = numbers.get(name) ?? { number: '', id: 0 }
    const told = whenTold(id, row.status, row.statusReason)

    const endedAt = performance.now()
    provocations[name](number)
    const instance = await told
    const toldAfterMs = performance.now() - endedAt

    expect(instance.phone).toBe(number)
    // Also where nothing but silence tells of it: within the line's own time for a sign of life, and half as long again.
    expect(toldAfterMs).toBeLessThan(keepAliveMs * 1.5 + graceMs)
    if (row.reconnect === 'never' || row.reconnect === 'newer_version') {
      const lines = sandbox.ledger.connections(number).length
      const { status } = await core.instances.qr(id, { waitMs: row.unlinks ? 60_000 : 0 })
      // It has not come back before somebody asked, and what was removed shows a code, what was kept connects.
      expect(sandbox.ledger.connections(number)).toHaveLength(lines)
      if (row.unlinks) expect(status).toBe('waiting_scan')
    }
    if (!row.unlinks) {
      await whenStatus(core, id, 'connected')
      expect(sandbox.ledger.connections(number).at(-1)).toMatchObject({ activeAt: expect.any(Number), closedAt: null })
    }
    expect(await core.instances.get(id)).toMatchObject({ restriction: null })
  })

  const whenTold = async (id: number, status: string, reason: string | null) => {
    const isWanted = (instance: { id: number; status: string; statusReason: string | null }) =>
      instance.id === id && instance.status === status && instance.statusReason === reason
    return (await nextEvent(core, 'instance.status', ({ instance }) => isWanted(instance))).instance
  }
})
