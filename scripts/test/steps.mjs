import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { binOf, npmScript, readJson, root } from '../setup/paths.mjs'
import { listPackages } from '../setup/workspace.mjs'

const tarballs = join(root, '.tmp/packed')

const node = (title, bin, args, cwd = root) => ({ title, command: process.execPath, args: [bin, ...args], cwd })

const tarballOf = (folder) => {
  const { name, version } = readJson(join(root, folder, 'package.json'))
  return join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
}

/** What is also CommonJS is looked at as both. */
const profileOf = (folder) =>
  readJson(join(root, folder, 'package.json')).exports['.'].require === undefined ? 'esm-only' : 'node16'

const npmPack = (folder) => {
  const npm = npmScript('npm-cli.js')
  const args = ['pack', '--silent', '--pack-destination', tarballs]
  const title = `${folder}: pack`
  return npm ? node(title, npm, args, join(root, folder)) : { title, command: 'npm', args, cwd: join(root, folder) }
}

/** The checks that read sources and need no build, each a title and a command. */
export const sourceChecks = () => [
  node('Lint', binOf('@biomejs/biome', 'biome'), ['check', '--error-on-warnings', '.']),
  node('Types', binOf('typescript', 'tsc'), ['-p', 'tsconfig.json', '--noEmit']),
  node('Unused files, exports and dependencies', binOf('knip', 'knip'), []),
]

/** The checks of what would be published: each package is packed once, and its exports and types are looked at. */
export const packageChecks = () => {
  rmSync(tarballs, { recursive: true, force: true })
  mkdirSync(tarballs, { recursive: true })
  const checks = listPackages().flatMap((folder) => [
    npmPack(folder),
    node(`${folder}: exports`, binOf('publint', 'publint'), ['run', '--strict', tarballOf(folder)]),
    node(`${folder}: types`, binOf('@arethetypeswrong/cli', 'attw'), [
      '--profile',
      profileOf(folder),
      tarballOf(folder),
    ]),
  ])
  return checks.map((check) => ({ ...check, isQuiet: true }))
}

/** A run of all tests also says whether each feature that the README names was seen. Before the summary, not after it. */
const featureReporters = ['--reporter=./scripts/test/feature-reporter.mjs', '--reporter=default']

/** All tests; what follows `npm test --` goes to vitest. Last, so that the output ends in its summary. */
export const tests = (args) => ({
  ...node('Tests', binOf('vitest', 'vitest'), ['run', ...(args.length === 0 ? featureReporters : args)]),
  hasSummary: true,
})
