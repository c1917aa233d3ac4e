import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { binOf, root } from './paths.mjs'
import { runLogged } from './run-logged.mjs'
import { listBuilds } from './workspace.mjs'

// Tests beside the sources count too: telling them apart would save little.
const sourcesOf = (folder) => [
  `${folder}/src`,
  `${folder}/tsup.config.ts`,
  `${folder}/package.json`,
  'tsconfig.base.json',
]

/** The time of the newest file of a build, so that a build made by hand in between is noticed. */
const newestIn = (dist) =>
  existsSync(dist) ? Math.max(0, ...readdirSync(dist).map((name) => statSync(join(dist, name)).mtimeMs)) : 0

const isFresh = (entry, sources, folder, withTypes) =>
  entry !== undefined &&
  entry.sources === sources &&
  (entry.types || !withTypes) &&
  entry.newest > 0 &&
  entry.newest === newestIn(join(root, folder, 'dist'))

/** Lists the builds that are missing or older than their sources. */
export const staleBuilds = (builds, { withTypes, install }) =>
  listBuilds()
    .map((folder) => ({ folder, sources: fingerprint(root, sourcesOf(folder), [install]) }))
    .filter(({ folder, sources }) => !isFresh(builds[folder], sources, folder, withTypes))

/** Builds one package and returns what to remember of it. */
export const build = async ({ folder, sources }, { withTypes, logFile, say }) => {
  const args = [binOf('tsup', 'tsup'), ...(withTypes ? [] : ['--no-dts'])]
  const cwd = join(root, folder)
  await runLogged({ title: `Building ${folder}`, command: process.execPath, args, cwd, env: process.env, logFile, say })
  return { sources, types: withTypes, newest: newestIn(join(cwd, 'dist')) }
}
