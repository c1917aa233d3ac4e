import { setTimeout as delay } from 'node:timers/promises'
import { sendingPoints } from '../plan/kill-points.ts'
import type { KillPlan } from '../plan/plan-kills.ts'
import type { Gateway } from '../stage/gateway.ts'
import type { NetworkPoint } from '../stage/kill-proxy.ts'
import type { Lane } from '../stage/lane.ts'

/** How long a process may take to come to its place, before it is killed wherever it is. */
const patienceMs = 30_000
const onlineMs = 30_000
/** How long an upload is held up that is to be cut off. */
const uploadMs = 400
/** A process that is to shut down has written for some of these. */
const shutdownStepMs = 60

/** A process that was killed. */
export interface KilledGateway {
  readonly plan: KillPlan
  readonly name: string
  /** Whether it was killed where it was to be; else it was killed a little later. */
  readonly isMet: boolean
  /** The WhatsApp ids of the messages that it left `sending`. */
  readonly left: readonly string[]
  readonly lifeMs: number
}

/** Starts a process, kills it where the plan says, and looks at what it left. Messages are posted all the time. */
export const playKill = async (
  lane: Lane,
  plan: KillPlan,
  onTrouble: (problem: string) => void,
): Promise<KilledGateway> => {
  const { point } = plan
  const startedAt = performance.now()
  const gateway = lane.start(plan)
  const wasThere = await ways[point](lane, plan, gateway)
  gateway.kill()
  const end = await gateway.ended
  disarm(lane)
  // One that is told to end may have ended before it was killed, or before it could hear of it.
  const mayHaveEnded = point === 'shutdown' && (end === 0 || end === 'SIGTERM')
  if (end !== 'SIGKILL' && !mayHaveEnded) onTrouble(`kill ${plan.index}, ${point}: it ended with ${end}`)

  const lifeMs = performance.now() - startedAt
  const left = await lane.database.readSending()
  const isMet = wasThere && end === 'SIGKILL' && (!sendingPoints.has(point) || left.length > 0)
  return { plan, name: gateway.name, isMet, left, lifeMs }
}

/** Resolves when the process is to be killed, or has killed itself; with whether it is where it was to be. */
type Way = (lane: Lane, plan: KillPlan, gateway: Gateway) => Promise<boolean>

const atRandom: Way = async (lane, { from, delayMs }, gateway) => {
  if (from === 'online') await untilOnline(lane, gateway)
  if (from === 'writing') await untilWriting(lane, gateway)
  await delay(delayMs)
  return !gateway.isGone
}

/** The process ends itself. */
const byItself: Way = ({ bell }, _plan, gateway) => endsWithin(bell, gateway, patienceMs)

const ways: Readonly<Record<KillPlan['point'], Way>> = {
  random: atRandom,
  before_commit: byItself,
  after_commit: byItself,
  after_claim: byItself,
  before_keys: byItself,
  before_write: (lane, _plan, gateway) => inTheNetwork('before_write', lane, gateway),
  after_write: (lane, _plan, gateway) => inTheNetwork('after_write', lane, gateway),
  before_ack: (lane, _plan, gateway) => inTheNetwork('before_ack', lane, gateway),
  after_ack: byItself,
  media_download: async ({ bell, files }, _plan, gateway) => {
    let isMet = false
    files.arm(() => {
      isMet = true
      gateway.kill()
    })
    await endsWithin(bell, gateway, patienceMs)
    return isMet
  },
  media_upload: async (lane, plan, gateway) => {
    await lane.sandbox.setFault({ kind: 'delay_uploads', delayMs: uploadMs, times: 1 })
    const isMet = await byItself(lane, plan, gateway)
    await lane.sandbox.clearFaults()
    return isMet
  },
  takeover: byItself,
  shutdown: async (lane, { delayMs, skip }, gateway) => {
    await untilWriting(lane, gateway)
    await delay(skip * shutdownStepMs)
    gateway.terminate()
    await delay(delayMs)
    return !gateway.isGone
  },
}

const inTheNetwork = async (point: NetworkPoint, { bell, proxy }: Lane, gateway: Gateway): Promise<boolean> => {
  let isMet = false
  proxy.arm(point, () => {
    isMet = true
    gateway.kill()
  })
  await endsWithin(bell, gateway, patienceMs)
  return isMet
}

const untilOnline = async ({ bell, watch }: Lane, gateway: Gateway): Promise<void> => {
  await bell.find(onlineMs, () => gateway.isGone || watch.isOnline(gateway.name) || undefined)
}

const untilWriting = async ({ bell, watch }: Lane, gateway: Gateway): Promise<void> => {
  await bell.find(patienceMs, () => gateway.isGone || watch.hasWrittenAny(gateway.name) || undefined)
}

const endsWithin = async (bell: Lane['bell'], gateway: Gateway, timeoutMs: number): Promise<boolean> =>
  (await bell.find(timeoutMs, () => gateway.isGone || undefined)) ?? false

const disarm = ({ proxy, files }: Lane): void => {
  proxy.arm(null)
  files.arm(null)
}
