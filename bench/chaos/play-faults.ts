import { setTimeout as delay } from 'node:timers/promises'
import type { LinkedNumber } from '../host/parent/link-numbers.ts'
import type { Ground } from '../host/parent/prepare-ground.ts'
import type { HostProcess } from '../host/parent/start-host.ts'
import type { Random } from '../play/seeded-random.ts'
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

/** How often faults struck, by where. */
export type StruckFaults = Readonly<Record<string, number>>

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
): Promise<StruckFaults> => {
  const { control, host, network, files, database } = stage
  const choose = createFaultPlan(random, options)
  const counts = { set: 0, waiting: 0, atOnce: 0, inHost: 0 }
  const struck = (): StruckFaults => ({
    sandbox: counts.set - counts.waiting + counts.atOnce,
    network: network.struck(),
    files: files.struck(),
    host: counts.inHost,
    database: database.struck(),
  })
  const total = (): number => Object.values(struck()).reduce((sum, some) => sum + some, 0)

  const set = async (fault: ChaosFault): Promise<void> => {
    switch (fault.at) {
      case 'sandbox':
        if (counts.waiting >= mostWaiting) return
        await control.fault(fault.fault)
        counts.set += 1
        return
      case 'line': {
        const live = stage.linked.filter(({ number }) => stage.watch.isLive(number))
        if (live.length === 0) return
        await control.fault({ ...fault.fault, number: random.pick(live).number })
        counts.atOnce += 1
        return
      }
      case 'network':
        network.strike(fault.fault)
        return
      case 'files':
        files.strike(fault.fault)
        return
      case 'host':
        counts.inHost = (await host.order('trouble', fault.fault)).struck
        return
      case 'database':
        await database.strike()
    }
  }

  const isEnough = async (): Promise<boolean> => {
    if (total() < options.faults) return false
    // Those that were set since the last look count only once they have struck.
    counts.waiting = await control.waiting()
    return total() >= options.faults
  }

  const from = performance.now()
  let toldAt = from
  for (let count = 1; !host.hasEnded() && !(await isEnough()); count += 1) {
    await set(choose())
    if (count % countedEvery === 0) counts.waiting = await control.waiting()
    if (performance.now() - toldAt > toldEveryMs) {
      toldAt = performance.now()
      say(`${total()} of ${options.faults} faults after ${((toldAt - from) / 1_000).toFixed(0)} s`)
    }
    await delay((-Math.log(1 - random.fraction()) * 1_000) / options.faultsPerSecond)
  }

  counts.waiting = await control.waiting()
  await control.clear()
  network.calm()
  files.calm()
  // One that crashed is calm enough.
  counts.inHost = await host.order('calm', null).then(
    (told) => told.struck,
    () => counts.inHost,
  )
  return struck()
}
