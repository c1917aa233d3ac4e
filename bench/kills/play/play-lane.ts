import { setTimeout as delay } from 'node:timers/promises'
import { createRandom } from '../../play/seeded-random.ts'
import type { LaneHistory } from '../check/check-kills.ts'
import type { KillsOptions } from '../kills-options.ts'
import type { KillPlan } from '../plan/plan-kills.ts'
import type { StoredMessage } from '../stage/database.ts'
import type { Lane } from '../stage/lane.ts'
import { linkInstances } from './link-instances.ts'
import type { KilledGateway } from './play-kill.ts'
import { playKill } from './play-kill.ts'
import type { Traffic } from './traffic.ts'
import { createTraffic } from './traffic.ts'

/** How long the phones may take to show what was accepted, and the rows to say so. */
const patience = { drainMs: 90_000, statusesMs: 15_000 }
/** A design that loses messages never shows them. */
const controlPatience = { drainMs: 5_000, statusesMs: 500 }
const statusesAskedEveryMs = 250
const unfinished: ReadonlySet<string> = new Set(['queued', 'sending'])

/** Links the numbers, kills process after process under load, waits until all is shown, and tells what happened. */
export const playLane = async (
  lane: Lane,
  {
    plans,
    options,
    seed,
    onKilled,
    signal,
  }: {
    readonly plans: readonly KillPlan[]
    readonly options: Pick<KillsOptions, 'instances' | 'recipients' | 'control' | 'minutes'>
    readonly seed: number
    readonly onKilled: (killed: KilledGateway) => void
    /** Ends the run before its time. */
    readonly signal: AbortSignal
  },
): Promise<LaneHistory> => {
  const { bell, watch, files, database } = lane
  const { drainMs, statusesMs } = options.control === null ? patience : controlPatience
  const troubles: string[] = []
  const onTrouble = (problem: string) => troubles.push(problem)
  const first = lane.start(null)
  const instances = await linkInstances(lane, first, numbersFrom('201011000', options.instances))
  first.kill()
  await first.ended

  const traffic = createTraffic({
    gateway: lane.gateway,
    bell,
    isShown: watch.isShown,
    random: createRandom(seed),
    instances,
    recipients: numbersFrom('201012000', options.recipients),
    files,
    onTrouble,
  })
  traffic.start()
  const endsAt = options.minutes === null ? Infinity : performance.now() + options.minutes * 60_000
  const killed: KilledGateway[] = []
  for (const plan of plans) {
    signal.throwIfAborted()
    if (performance.now() > endsAt) break
    const one = await playKill(lane, plan, onTrouble)
    killed.push(one)
    onKilled(one)
  }

  lane.start(null)
  await traffic.stop()
  await bell.find(drainMs, () => isAllShown(traffic, watch.isShown) || undefined)
  return {
    stored: await readSettled(database.readMessages, statusesMs),
    posts: traffic.posts(),
    shown: watch.shown(),
    unreadable: watch.unreadable(),
    repeated: watch.countRepeated(),
    troubles,
    kills: killed.map(({ plan, name, isMet, left, lifeMs }) => ({
      index: plan.index,
      point: plan.point,
      isMet,
      sending: left.length,
      atWhatsApp: left.filter((waMessageId) => watch.hasWritten(name, waMessageId)).length,
      lifeMs,
    })),
  }
}

const numbersFrom = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`)

const isAllShown = (traffic: Traffic, isShown: (text: string) => boolean): boolean =>
  traffic.posts().every(({ acceptedAt, text }) => acceptedAt === null || isShown(text))

/** What nobody was told of may still wait, and the last acknowledgements may still be on their way. */
const readSettled = async (
  read: () => Promise<readonly StoredMessage[]>,
  timeoutMs: number,
): Promise<readonly StoredMessage[]> => {
  const givesUpAt = performance.now() + timeoutMs
  for (;;) {
    const stored = await read()
    if (performance.now() > givesUpAt || !stored.some(({ status }) => unfinished.has(status))) return stored
    await delay(statusesAskedEveryMs)
  }
}
