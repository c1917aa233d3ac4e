import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { LoadCalls } from './load/load-calls.ts'
import type { Comparison, ContenderName } from './measure/comparisons.ts'
import { comparisons } from './measure/comparisons.ts'
import type { Stage } from './measure/measure.ts'
import { createMeasure } from './measure/measure.ts'
import type { Pace } from './measure/rounds.ts'
import { measureInTurns } from './measure/rounds.ts'
import { tableHead, toTableLines } from './measure/table.ts'
import type { ContenderCalls } from './process/contender-calls.ts'
import { startProcess } from './process/remote.ts'

const fullPace: Pace = { rounds: 7, roundMs: 450, warmUp: { operations: 5_000, atMostMs: 4_000 } }
const quickPace: Pace = { rounds: 3, roundMs: 150, warmUp: { operations: 1_000, atMostMs: 500 } }
const tmpfs = 0x01021994

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
})

/** Beside the repository and not in the system's folder for temporary files, which is often no disk at all. */
const work = fileURLToPath(new URL('../../.tmp/', import.meta.url))

const chosen = (): readonly Comparison[] => {
  if (values.only === undefined) return comparisons
  const keys = values.only.split(',')
  return comparisons.filter(({ key }) => keys.includes(key))
}

const setStage = (directory: string): Stage => {
  const contender = (name: ContenderName) => {
    const own = join(directory, name)
    mkdirSync(own)
    const profiling = ['--cpu-prof', `--cpu-prof-dir=${join(work, 'bench-profiles', name)}`]
    return startProcess<ContenderCalls>('contender', [name, own], values.profile ? profiling : [])
  }
  return {
    contenders: { khabeer: contender('khabeer'), floor: contender('floor') },
    load: startProcess<LoadCalls>('load', []),
  }
}

/** Warns where others use the machine: what is measured then is also how often the scheduler came by. */
const warnOfLoad = (): void => {
  const load = loadavg()[0] ?? 0
  if (load < availableParallelism() / 2) return
  console.log(`The machine is busy (load ${load.toFixed(1)}): take the figures below with care.\n`)
}

const measureAll = async (stage: Stage): Promise<void> => {
  const pace = values.quick ? quickPace : fullPace
  console.log(`Node ${process.versions.node}, medians of ${pace.rounds} rounds of ${pace.roundMs} ms in turns\n`)
  console.log(tableHead())
  for (const comparison of chosen()) {
    const measures = comparison.lines.map((line) => createMeasure(stage, comparison, line.work))
    console.log(`${toTableLines(comparison, await measureInTurns(measures, pace))}\n`)
  }
  console.log("ratio: Khabeer's rate divided by this line's, in the same run. By hand: see bench/floors.")
}

mkdirSync(work, { recursive: true })
const directory = mkdtempSync(join(work, 'bench-'))
if (statfsSync(directory).type === tmpfs)
  console.log(`${directory} is in memory: nothing below says what FULL costs.\n`)
warnOfLoad()
const stage = setStage(directory)
try {
  await measureAll(stage)
} finally {
  await Promise.all([...Object.values(stage.contenders), stage.load].map((remote) => remote.close()))
  rmSync(directory, { recursive: true, force: true })
}
