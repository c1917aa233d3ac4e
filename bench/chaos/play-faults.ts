import { setTimeout as delay } from 'node:timers/promises'
import type { LinkedNumber } from '../host/parent/link-numbers.ts'
import type { Ground } from '../host/parent/prepare-ground.ts'
import type { HostProcess } from '../host/parent/start-host.ts'
import type { Random } from '../play/seeded-random.ts'
import type { Counts } from '../play/tally.ts'
import { countEach, createTally, totalOf } from '../play/tally.ts'
import type { BadFiles } from './bad-files.ts'
import type { BadNetwork } from './bad-network.ts'
import type { ChaosOptions } from './chaos-options.ts'
import type { DatabaseKiller } from './database-killer.ts'
import type { ChaosFault } from './fault-plan.ts'
import { createFaultPlan } from './fault-plan.ts'

/** What faults are played on. */
export interface FaultStage extends Pick<Ground, 'control' | 'watch'> {
  readonly host: HostProcess
  readonly linked: readonly LinkedNumber[]
  readonly network: BadNetwork
  readonly files: BadFiles
  readonly database: DatabaseKiller
}

/** So many faults may wait in the sandbox: each takes the next message or line, and some have to get through. */
const mostWaiting = 25
const countedEvery = 10
const toldEveryMs = 10_000

/** Sets faults at random until as many as wanted have struck, and lets everything be calm again. */
export const playFaults = async (
  stage: FaultStage,
  {
    options,
    random,
    say,
  }: { readonly options: ChaosOptions; readonly random: Random; readonly say: (line: string) => void },
): Promise<Counts> => {
  const { control, host, network, files, database } = stage
  const choose = createFaultPlan(random, options)
  const set = createTally()
  const atOnce = createTally()
  let waiting: readonly string[] = []
  let inHost: Counts = {}
  const struck = (): Counts => ({
    ...named('sandbox', less(set.counts(), countEach(waiting))),
    ...named('line', atOnce.counts()),
    ...named('network', network.struck()),
    ...named('files', files.struck()),
    ...named('host', inHost),
    ...named('database', { end: database.struck() }),
  })

  const strike = async (fault: ChaosFault): Promise<void> => {
    switch (fault.at) {
      case 'sandbox':
        if (waiting.length >= mostWaiting) return
        await control.fault(fault.fault)
        set.add(fault.fault.kind)
        return
      case 'line': {
        const live = stage.linked.filter(({ number }) => stage.watch.isLive(number))
        if (live.length === 0) return
        await control.fault({ ...fault.fault, number: random.pick(live).number })
        atOnce.add(fault.fault.kind)
        return
      }
      case 'network':
        network.strike(fault.fault)
        return
      case 'files':
        files.strike(fault.fault)
        return
      case 'host':
        inHost = (await host.order('trouble', fault.fault)).struck
        return
      case 'database':
        await database.strike()
    }
  }

  const isEnough = async (): Promise<boolean> => {
    if (totalOf(struck()) < options.faults) return false
    // Those that were set since the last look count only once they have struck.
    waiting = await control.waiting()
    return totalOf(struck()) >= options.faults
  }

  const from = performance.now()
  let toldAt = from
  for (let count = 1; !host.hasEnded() && !(await isEnough()); count += 1) {
    await strike(choose())
    if (count % countedEvery === 0) waiting = await control.waiting()
    if (performance.now() - toldAt > toldEveryMs) {
      toldAt = performance.now()
      say(`${totalOf(struck())} of ${options.faults} faults after ${((toldAt - from) / 1_000).toFixed(0)} s`)
    }
    await delay((-Math.log(1 - random.fraction()) * 1_000) / options.faultsPerSecond)
  }

  waiting = await control.waiting()
  await control.clear()
  network.calm()
  files.calm()
  // One that crashed is calm enough.
  inHost = await host.order('calm', null).then(
    (told) => told.struck,
    () => inHost,
  )
  return struck()
}

/** The counts under the names that the plan has for them. */
const named = (place: ChaosFault['at'], counts: Counts): Counts =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [[`${place} ${kind}`, count] as const] : [])),
  )

const less = (counts: Counts, taken: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).map(([kind, count]) => [kind, count - (taken[kind] ?? 0)]))
