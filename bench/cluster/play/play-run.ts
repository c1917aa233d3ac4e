import { setTimeout as delay } from 'node:timers/promises'
import type { Unproven } from '../../check/message-history.ts'
import { createRandom } from '../../play/seeded-random.ts'
import type { History, Round } from '../check/history.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import { takeoverLimits } from '../cluster-options.ts'
import type { Audit } from '../stage/audit.ts'
import type { Stage } from '../stage/stage.ts'
import { createCall } from './api-client.ts'
import { isBalanced } from './balance.ts'
import { describeRound } from './describe-round.ts'
import type { LinkedInstance } from './instance.ts'
import { linkInstances } from './link-instances.ts'
import { planRounds } from './plan-rounds.ts'
import { playRound } from './play-round.ts'
import type { Traffic } from './traffic.ts'
import { createTraffic } from './traffic.ts'

const recipients = Array.from({ length: 6 }, (_, index) => `201012000${String(index).padStart(3, '0')}`)
/** How long the members may take until each has its share, and the phones until they show what was accepted. */
const patience = { balanceMs: 90_000, drainMs: 120_000 }
/** Without a fence two members hold the same instances: nothing comes into balance, and some of it is never shown. */
const controlPatience = { balanceMs: 3_000, drainMs: 5_000 }
const statusesAskedEveryMs = 500
const statusesMs = 15_000

/** Links the numbers, plays every round under load, waits until all that was accepted is shown, and tells what happened. */
export const playRun = async (stage: Stage, options: ClusterOptions, say: (line: string) => void): Promise<History> => {
  const { cluster, watch, bell, audit } = stage
  const { drainMs } = options.isControl ? controlPatience : patience
  const call = createCall(stage.apiKey)
  const random = createRandom(options.seed)
  const instances = await linkAll({ ...stage, call, random }, options, say)
  const troubles = new Set<string>()
  const traffic = createTraffic({
    cluster,
    call,
    random: createRandom(options.seed + 1),
    instances,
    recipients,
    ratePerSecond: options.ratePerSecond,
    onTrouble: (problem) => troubles.add(problem),
  })

  traffic.start()
  const rounds = await playRounds({ ...stage, traffic, instances, troubles }, options, say)
  await traffic.stop()
  await bell.find(drainMs, () => isAllShown({ traffic, watch }) || undefined)

  const numberOf = new Map(instances.map(({ id, number }) => [id, number]))
  return {
    unproven: await readUnproven(audit),
    posts: traffic.posts(),
    shown: watch.shown(),
    lines: watch.lines(),
    stanzas: watch.stanzas(),
    tenures: await audit.readTenures(numberOf),
    pauses: cluster.pauses(),
    staleWrites: await audit.readStaleWrites(numberOf),
    rounds,
  }
}

const linkAll = async (
  stage: Parameters<typeof linkInstances>[0],
  options: ClusterOptions,
  say: (line: string) => void,
): Promise<readonly LinkedInstance[]> => {
  const { seed, members, leaseMs } = options
  const numbers = Array.from({ length: options.instances }, (_, index) => `201011000${String(index).padStart(3, '0')}`)
  say(`seed ${seed}: ${members} members, ${numbers.length} instances, a lease of ${leaseMs} ms`)
  const startedAt = performance.now()
  const instances = await linkInstances(stage, numbers)
  const balanced = await stage.bell.find(patience.balanceMs, () => isBalanced(stage, numbers) || undefined)
  if (balanced === undefined) throw new Error(`The members had not their shares within ${patience.balanceMs} ms.`)
  say(`all are linked and shared after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  return instances
}

const playRounds = async (
  stage: Stage & {
    readonly traffic: Traffic
    readonly instances: readonly LinkedInstance[]
    readonly troubles: Set<string>
  },
  options: ClusterOptions,
  say: (line: string) => void,
): Promise<readonly Round[]> => {
  const { traffic, troubles } = stage
  const { balanceMs } = options.isControl ? controlPatience : patience
  const roundStage = { ...stage, balanceMs, leaseMs: options.leaseMs, limits: takeoverLimits(options) }
  const rounds: Round[] = []
  for (const plan of planRounds(options, createRandom(options.seed))) {
    const from = performance.now()
    const played = await playRound(roundStage, plan)
    const round = { ...played, problems: [...played.problems, ...troubles] }
    troubles.clear()
    rounds.push(round)
    const accepted = traffic.posts().filter(({ acceptedAt }) => acceptedAt !== null).length
    say(describeRound(round, { rounds: options.rounds, ms: performance.now() - from, accepted }))
  }
  return rounds
}

const isAllShown = ({ traffic, watch }: { readonly traffic: Traffic; readonly watch: Stage['watch'] }): boolean =>
  traffic.posts().every(({ acceptedAt, text }) => acceptedAt === null || watch.isShown(text))

/** The last acknowledgements may still be on their way when the last message is on a screen. */
const readUnproven = async (audit: Audit): Promise<readonly Unproven[]> => {
  const givesUpAt = performance.now() + statusesMs
  for (;;) {
    const unproven = await audit.readUnproven()
    if (unproven.length === 0 || performance.now() > givesUpAt) return unproven
    await delay(statusesAskedEveryMs)
  }
}
