import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkHistory } from './check/check-history.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { takeoverLimits } from './cluster-options.ts'
import { playRun } from './play/play-run.ts'
import { writeReport } from './report.ts'
import { setStage } from './stage/stage.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs the harness and gives whether nothing was violated; what it leaves after a violation is named in its report. */
export const runCluster = async (
  options: ClusterOptions,
  { postgresUrl, say }: { readonly postgresUrl: string; readonly say: (line: string) => void },
): Promise<boolean> => {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(root, '.tmp/cluster-'))
  const schema = `khabeer_cluster_${randomBytes(4).toString('hex')}`
  const stage = await setStage({ options, postgresUrl, schema, root, folder, say })
  let isGood = false
  let isKept = true
  try {
    const history = await playRun(stage, options, say)
    const limits = takeoverLimits(options)
    const violations = checkHistory(history, limits)
    say(`\n${writeReport(history, { limits, violations, refusals: stage.cluster.refusals() })}`)
    isGood = violations.length === 0
    isKept = !isGood && !options.isControl
    if (isKept) {
      writeFileSync(join(folder, 'history.json'), JSON.stringify({ options, violations, ...history }))
      say(`The seed was ${options.seed}; ${relative(root, folder)} holds the history and the logs.`)
    }
  } finally {
    await stage.close()
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
  return isGood
}
