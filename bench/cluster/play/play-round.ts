import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeBell } from '../../watch/change-bell.ts'
import type { TakeoverLimits } from '../check/check-history.ts'
import type { Round } from '../check/history.ts'
import type { Cluster } from '../stage/cluster.ts'
import type { LedgerWatch } from '../watch/ledger-watch.ts'
import { isBalanced } from './balance.ts'
import type { LinkedInstance } from './instance.ts'
import type { RoundPlan } from './plan-rounds.ts'
import type { Traffic } from './traffic.ts'

/** How long is waited for what should have happened within its limit, so that the report can say how late it was. */
const extraMs = 30_000
const endMs = 20_000

/** What a round is played on. */
export interface RoundStage {
  readonly cluster: Cluster
  readonly watch: LedgerWatch
  readonly bell: ChangeBell
  readonly traffic: Traffic
  readonly instances: readonly LinkedInstance[]
  readonly leaseMs: number
  readonly limits: TakeoverLimits
  /** How long the members may take until each has its share again. */
  readonly balanceMs: number
}

/** Does something to a member while messages come in, waits for the others to take over, and brings it back. */
export const playRound = async (stage: RoundStage, plan: RoundPlan): Promise<Round> => {
  const { cluster, watch, bell, traffic, instances, balanceMs } = stage
  const { index, kind, place } = plan
  const problems: string[] = []
  const member = cluster.at(place)
  const numbersOf = (): readonly string[] =>
    instances.map(({ number }) => number).filter((number) => watch.liveLine(number)?.member === member.name)

  traffic.burst(numbersOf())
  await delay(plan.delayMs)
  const owned = numbersOf()
  const struckAt = Date.now()
  cluster[faults[kind]](place)

  const resumed = kind === 'stop' ? resumeInTime(stage, plan) : null
  const recoveredMs = await awaitTakeover(stage, owned, { struckAt, limitMs: stage.limits[kind] })
  await resumed?.afterTakeover()
  if (kind !== 'stop') {
    problems.push(...(await awaitEnd(member.ended, kind)))
    await cluster.start(place)
  }
  const numbers = instances.map(({ number }) => number)
  const balanced = await bell.find(balanceMs, () => isBalanced(stage, numbers) || undefined)
  if (balanced === undefined) problems.push(`the members had not their shares within ${balanceMs} ms`)
  return { index, kind, member: member.name, at: struckAt, owned: owned.length, recoveredMs, problems }
}

const faults = { kill: 'kill', stop: 'stop', term: 'terminate' } as const

/** Waits until each of the numbers has a line that a running member opened after the fault. */
const awaitTakeover = async (
  { cluster, watch, bell }: RoundStage,
  numbers: readonly string[],
  { struckAt, limitMs }: { readonly struckAt: number; readonly limitMs: number },
): Promise<readonly (number | null)[]> => {
  const recovered = new Map<string, number>()
  await bell.find(limitMs + extraMs, () => {
    for (const number of numbers) {
      const line = watch.liveLine(number)
      if (recovered.has(number) || line === undefined || line.activeAt === null) continue
      if (line.openedAt >= struckAt && cluster.isRunning(line.member)) recovered.set(number, line.activeAt - struckAt)
    }
    return recovered.size === numbers.length || undefined
  })
  return numbers.map((number) => recovered.get(number) ?? null)
}

/** Lets a stopped member go on after its lease: when its time has come, or else once all was taken over. */
const resumeInTime = ({ cluster, leaseMs }: RoundStage, { place, resumeAfterLeaseMs }: RoundPlan) => {
  const isOver = delay(leaseMs + (resumeAfterLeaseMs ?? 0))
  const amid = resumeAfterLeaseMs === null ? null : isOver.then(() => cluster.resume(place))
  return {
    afterTakeover: async (): Promise<void> => {
      await isOver
      if (amid === null) cluster.resume(place)
      else await amid
    },
  }
}

const awaitEnd = async (
  ended: Promise<number | NodeJS.Signals | null>,
  kind: 'kill' | 'term',
): Promise<readonly string[]> => {
  const timeout = new AbortController()
  const result = await Promise.race([
    ended,
    delay(endMs, 'timeout' as const, { signal: timeout.signal, ref: false }).catch(() => 'timeout' as const),
  ])
  timeout.abort()
  if (result === 'timeout') return [`it had not ended ${endMs} ms later`]
  return kind === 'term' && result !== 0 ? [`it ended with ${result}`] : []
}
