import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { comparisons } from './measure/comparisons.ts'
import { contendersOf, delays } from './measure/delays.ts'
import { isInMemory } from './measure/is-in-memory.ts'
import { createMeasure } from './measure/measure.ts'
import { measureDelays } from './measure/measure-delays.ts'
import type { Measure, Pace } from './measure/rounds.ts'
import { measureInTurns } from './measure/rounds.ts'
import type { Stage } from './measure/stage.ts'
import { createStage, needsPostgres } from './measure/stage.ts'
import { delayHead, rateHead, toDelayLines, toRateLines } from './measure/table.ts'

const fullPace: Pace = { rounds: 7, roundMs: 450, warmUp: { operations: 20_000, atMostMs: 4_000 } }
const quickPace: Pace = { rounds: 3, roundMs: 150, warmUp: { operations: 1_000, atMostMs: 500 } }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
})

/** Beside the repository and not in the system's folder for temporary files, which is often no disk at all. */
const work = fileURLToPath(new URL('../../.tmp/', import.meta.url))

/** A name stands for itself and for all that begin with it and a hyphen. */
const isChosen = ({ key }: { readonly key: string }): boolean =>
  values.only === undefined || values.only.split(',').some((name) => key === name || key.startsWith(`${name}-`))

const chosenComparisons = comparisons.filter(isChosen)
const chosenDelays = delays.filter(isChosen)
const isPostgresNeeded = [
  ...chosenComparisons.flatMap(({ lines }) => lines.map((line) => line.work.contender)),
  ...chosenDelays.flatMap(({ lines }) => lines.flatMap((line) => contendersOf(line.work))),
].some(needsPostgres)

/** Warns where others use the machine: what is measured then is also how often the scheduler came by. */
const warnOfLoad = (): void => {
  const load = loadavg()[0] ?? 0
  if (load < availableParallelism() / 2) return
  console.log(`The machine is busy (load ${load.toFixed(1)}): take the figures below with care.\n`)
}

const measureRates = async (stage: Stage): Promise<void> => {
  const pace = values.quick ? quickPace : fullPace
  console.log(`Node ${process.versions.node}, medians of ${pace.rounds} rounds of ${pace.roundMs} ms in turns\n`)
  console.log(rateHead())
  for (const comparison of chosenComparisons) {
    const measures: Measure[] = []
    for (const line of comparison.lines) measures.push(await createMeasure(stage, comparison, line.work))
    console.log(`${toRateLines(comparison, await measureInTurns(measures, pace))}\n`)
  }
  console.log("ratio: Khabeer's rate divided by this line's, in the same run. By hand: see bench/floors.\n")
}

const measureAllDelays = async (stage: Stage): Promise<void> => {
  console.log(delayHead())
  for (const each of chosenDelays) {
    const results = await measureDelays(stage, each, values.quick ? each.times.quick : each.times.full)
    console.log(`${toDelayLines(each, results)}\n`)
  }
}

mkdirSync(work, { recursive: true })
const directory = mkdtempSync(join(work, 'bench-'))
if (isInMemory(directory)) console.log(`${directory} is in memory: nothing below says what FULL costs.\n`)
warnOfLoad()
const stage = createStage(directory, values.profile ? join(work, 'bench-profiles') : null)
try {
  if (isPostgresNeeded) console.log(`${await stage.describePostgres()}\n`)
  if (chosenComparisons.length > 0) await measureRates(stage)
  if (chosenDelays.length > 0) await measureAllDelays(stage)
} finally {
  await stage.close()
  rmSync(directory, { recursive: true, force: true })
}
