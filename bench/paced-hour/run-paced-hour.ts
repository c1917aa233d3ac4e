import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { createChildren } from '../process/start-child.ts'
import type { SandboxProcess } from '../process/start-sandbox.ts'
import { startSandbox } from '../process/start-sandbox.ts'
import type { Arrival } from './check/check-pace.ts'
import { checkPace } from './check/check-pace.ts'
import { simulatedNow } from './member/fast-clock.ts'
import type { PacedHourOptions } from './paced-hour-options.ts'
import { planRun } from './rules.ts'
import { demandOfMinute } from './stage/demand.ts'
import type { Members } from './stage/members.ts'
import { startMembers } from './stage/members.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const minuteMs = 60_000
/** What a message may take to the server on a machine that does much else, by the machine's clock. */
const arrivalMs = 100
const askAgainMs = 50
const linkingMs = 60_000

/** Plays the simulated time and gives whether the server's ledger shows that every rule was kept. */
export const runPacedHour = async (
  options: PacedHourOptions,
  { postgresUrl, say }: { readonly postgresUrl: string; readonly say: (line: string) => void },
): Promise<boolean> => {
  const { minutes, speed, instances, restartEvery, isControl } = options
  mkdirSync(join(root, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(root, '.tmp/paced-hour-'))
  const schema = `khabeer_paced_${randomBytes(4).toString('hex')}`
  const clock = { speed, origin: Date.now() }
  const children = createChildren()
  let isGood = false
  try {
    const sandbox = await startSandbox(children, {
      root,
      folder,
      args: ['--clock-speed', String(speed), '--clock-origin', String(clock.origin)],
    })
    const place = { connectionString: postgresUrl, schema, clock, whatsApp: sandbox.info, isControl }
    const linking = startMembers(children, { folder, settings: { ...place, plan: planRun(clock.origin, minutes) } })
    const ids = await linkAll(linking, sandbox, instances)
    await linking.stop()

    const startsAt = simulatedNow(clock)
    const plan = planRun(startsAt, minutes)
    const members = startMembers(children, { folder, settings: { ...place, plan } })
    let restarts = 0
    const restarting = new Set<Promise<void>>()
    for (let minute = 1; simulatedNow(clock) < startsAt + minutes * minuteMs; minute += 1) {
      for (const [place, id] of ids.entries()) {
        const { messages: messagesAMinute } = plan.pacing
        await members.call('post', demandOfMinute(id, { minute, messagesAMinute, place }))
      }
      if (minute % restartEvery === 0 && restarting.size === 0) {
        const restart = members.restart(restarts, restarts % 3 === 2 ? 'stop' : 'kill')
        restarts += 1
        restarting.add(restart)
        restart.then(() => restarting.delete(restart), say)
      }
      await delay(minuteMs / speed)
    }
    await Promise.all(restarting)
    await members.stop()

    const arrivals = await readArrivals(sandbox, { connectionString: postgresUrl, schema })
    const violations = checkPace(arrivals, plan.rules, arrivalMs * speed)
    const before = arrivals.filter(({ at }) => at < plan.rules.midnight).length
    say(
      `${minutes} simulated minutes, ${ids.length} numbers, ${restarts} restarts: ${arrivals.length} messages arrived, ${before} before and ${arrivals.length - before} after midnight.`,
    )
    const shown = violations.slice(0, 20).map(({ kind, sender, words }) => `${kind}: ${sender} ${words}`)
    say(violations.length === 0 ? 'No violation.' : `${violations.length} violations.\n${shown.join('\n')}`)
    isGood = violations.length === 0 && arrivals.length > 0
  } finally {
    await children.endAll()
    await dropSchema(postgresUrl, schema)
    if (isGood || isControl) rmSync(folder, { recursive: true, force: true })
    else say(`${relative(root, folder)} holds the logs.`)
  }
  return isGood
}

const linkAll = async (members: Members, sandbox: SandboxProcess, count: number): Promise<readonly number[]> => {
  const ids: number[] = []
  for (let place = 0; place < count; place += 1) {
    const number = `20109361914${place}`
    const id = await members.call('create', { name: number })
    const qr = await until('a QR code', () => members.call('qr', { id }))
    await sandbox.scanQr(number, qr)
    await until('a connection', async () => ((await members.call('status', { id })) === 'connected' ? true : null))
    ids.push(id)
  }
  return ids
}

/** What is asked for lives in other processes, which tell this one nothing. */
const until = async <T>(what: string, ask: () => Promise<T | null>): Promise<T> => {
  const givesUpAt = performance.now() + linkingMs
  while (performance.now() < givesUpAt) {
    const answer = await ask()
    if (answer !== null) return answer
    await delay(askAgainMs)
  }
  throw new Error(`There was no ${what} within ${linkingMs} ms.`)
}

const readArrivals = async (
  { info }: SandboxProcess,
  place: { readonly connectionString: string; readonly schema: string },
): Promise<readonly Arrival[]> => {
  const departures = await readDepartures(place)
  const answer = await fetch(`${info.controlUrl}/admin/ledger`)
  // The sandbox's own ledger, whose form its documentation gives.
  const { stanzas } = (await answer.json()) as { readonly stanzas: readonly Stanza[] }
  return stanzas.map((stanza) => ({
    ...stanza,
    recipient: stanza.recipient ?? '',
    leftAt: departures.get(stanza.waMessageId) ?? stanza.at,
  }))
}

type Stanza = Omit<Arrival, 'leftAt' | 'recipient'> & { readonly recipient: string | null }

const readDepartures = async ({
  connectionString,
  schema,
}: {
  readonly connectionString: string
  readonly schema: string
}): Promise<ReadonlyMap<string, number>> => {
  const client = new Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<{ readonly wa_message_id: string; readonly sending_at: string }>(
    `select wa_message_id, sending_at from "${schema}".khabeer_messages where sending_at is not null`,
  )
  await client.end()
  return new Map(rows.map((row) => [row.wa_message_id, Number(row.sending_at)]))
}

const dropSchema = async (connectionString: string, schema: string): Promise<void> => {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query(`drop schema if exists "${schema}" cascade`)
  await client.end()
}
