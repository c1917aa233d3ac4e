import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, staleBuilds } from './build.mjs'
import { explainFailure, install, installFingerprint } from './install.mjs'
import { root } from './paths.mjs'
import { createProgress } from './progress.mjs'
import { CommandFailed } from './run-logged.mjs'
import { readStamp, writeStamp } from './stamp.mjs'

const logFile = join(root, '.tmp/setup.log')

const startLog = () => {
  mkdirSync(dirname(logFile), { recursive: true })
  writeFileSync(logFile, '')
}

const installIfNeeded = async (say) => {
  const wanted = installFingerprint()
  const stamp = readStamp()
  if (stamp.install === wanted) return
  startLog()
  say('Installing dependencies (the pinned pnpm, through npx)')
  await install({ logFile, say })
  writeStamp({ ...readStamp(), install: wanted })
  say('Dependencies are installed')
}

const buildIfNeeded = async (say, withTypes) => {
  const { install: installed, builds } = readStamp()
  const stale = staleBuilds(builds, { withTypes, install: installed })
  if (stale.length > 0) startLog()
  for (const [index, item] of stale.entries()) {
    say(`Building ${item.folder} (${index + 1} of ${stale.length})`)
    const entry = await build(item, { withTypes, logFile, say })
    const stamp = readStamp()
    writeStamp({ ...stamp, builds: { ...stamp.builds, [item.folder]: entry } })
  }
  if (stale.length > 0) say('Everything is built')
}

const explain = (error) => {
  if (!(error instanceof CommandFailed)) throw error
  const log = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  console.error(`\n${log.slice(-40).join('\n')}\n`)
  console.error(`${error.message}. The whole log: ${relative(process.cwd(), logFile)}`)
  const advice = explainFailure(error.output)
  if (advice) console.error(advice)
}

/**
 * Makes the checkout ready to run: installs and builds what is missing, and does nothing where nothing is.
 * Returns false after a failure, which it has explained.
 */
export const setUp = async ({ withTypes = false, buildToo = true } = {}) => {
  const say = createProgress()
  try {
    await installIfNeeded(say)
    if (buildToo) await buildIfNeeded(say, withTypes)
    return true
  } catch (error) {
    explain(error)
    return false
  }
}
