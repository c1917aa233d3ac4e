import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../play/seeded-random.ts'
import type { LaneHistory } from './check/check-kills.ts'
import { checkCoverage, checkLane } from './check/check-kills.ts'
import type { KillsOptions } from './kills-options.ts'
import { planKills } from './plan/plan-kills.ts'
import { playLane } from './play/play-lane.ts'
import { writeReport } from './report.ts'
import type { DatabaseOptions } from './stage/database.ts'
import type { Lane } from './stage/lane.ts'
import { setLane } from './stage/lane.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const saidEvery = 50

/** Runs the harness and gives whether nothing was violated; what it leaves after a violation is named in its report. */
export const runKills = async (
  options: KillsOptions,
  { bringPostgres, say }: { readonly bringPostgres: () => Promise<string>; readonly say: (line: string) => void },
): Promise<boolean> => {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(root, '.tmp/kills-'))
  const connectionString = options.store === 'postgres' ? await bringPostgres() : null
  const plans = planKills(options, createRandom(options.seed))
  const startedAt = performance.now()
  const failing = new AbortController()
  let done = 0

  const onKilled = (): void => {
    done += 1
    if (done % saidEvery === 0) say(`${done}/${options.kills} after ${seconds(startedAt)} s`)
  }
  const playOne = async (_: unknown, index: number): Promise<LaneHistory> => {
    const own = join(folder, `lane-${index + 1}`)
    mkdirSync(own)
    const place: DatabaseOptions =
      connectionString === null
        ? { kind: 'sqlite', folder: own }
        : { kind: 'postgres', connectionString, schema: `khabeer_kills_${randomBytes(4).toString('hex')}` }
    let lane: Lane | undefined
    try {
      lane = await setLane({ root, folder: own, place, options, say })
      return await playLane(lane, {
        plans: plans.filter((_plan, planIndex) => planIndex % options.lanes === index),
        options,
        seed: options.seed + index + 1,
        onKilled,
        signal: failing.signal,
      })
    } catch (cause) {
      // The others end after the kill that they are at.
      failing.abort(cause)
      throw cause
    } finally {
      await lane?.close()
    }
  }

  say(
    `seed ${options.seed}: ${options.kills} kills on ${options.store}, ${options.instances} numbers in each of ${options.lanes} lanes`,
  )
  let isKept = true
  try {
    const ends = await Promise.allSettled(Array.from({ length: options.lanes }, playOne))
    failing.signal.throwIfAborted()
    const histories = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    const kills = histories.flatMap((history) => history.kills)
    const violations = [...histories.flatMap(checkLane), ...checkCoverage(kills, options.points)]
    say(`\n${writeReport(histories, { options, violations, ms: performance.now() - startedAt })}`)
    isKept = violations.length > 0 && options.control === null
    if (isKept) {
      writeFileSync(join(folder, 'history.json'), JSON.stringify({ options, violations, plans, histories }))
      say(`${relative(root, folder)} holds the history and the logs.`)
    }
    return violations.length === 0
  } finally {
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(0)
