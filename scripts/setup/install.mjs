import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { npmScript, readJson, root } from './paths.mjs'
import { CommandFailed, runLogged } from './run-logged.mjs'
import { listMembers } from './workspace.mjs'

const { packageManager } = readJson(join(root, 'package.json'))

/** Says what an installation is made of; another lockfile or another Node asks for another one. */
export const installFingerprint = () => {
  const manifests = [...listMembers(), 'bench'].map((folder) => `${folder}/package.json`)
  const words = [process.versions.modules, process.platform, process.arch]
  return fingerprint(root, ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests], words)
}

/** Tells where the headers that came with this Node are; null when it came without, or with another one's. */
const nodeHeaders = () => {
  const prefix = join(dirname(process.execPath), '..')
  const file = join(prefix, 'include/node/node_version.h')
  if (!existsSync(file)) return null
  const [, major] = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(file, 'utf8')) ?? []
  return major === process.versions.node.split('.')[0] ? prefix : null
}

/** Gives the environment of whatever installs or builds. */
export const environment = () => {
  const headers = nodeHeaders()
  return {
    ...process.env,
    // Whatever is started below runs on this very Node.
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    // Nobody is there to answer when a folder left by another pnpm has to go.
    npm_config_confirm_modules_purge: 'false',
    // Without it node-gyp downloads the headers.
    ...(headers && !process.env.npm_config_nodedir ? { npm_config_nodedir: headers } : {}),
  }
}

/** Gives the command that runs the pinned pnpm. */
export const pnpmCommand = (args) => {
  const npx = npmScript('npx-cli.js')
  const line = ['--yes', packageManager, ...args]
  return npx ? { command: process.execPath, args: [npx, ...line] } : { command: 'npx', args: line }
}

const isNews = (line) => line !== '' && !/^npm warn|^[+-]+$/.test(line)

const describe = (output) => {
  const line =
    output
      .split('\n')
      .map((text) => text.trim())
      .filter(isNews)
      .at(-1) ?? `fetching ${packageManager}`
  if (/better-sqlite3 (install|rebuild)/.test(line)) {
    return 'compiling SQLite (about two minutes when no binary can be downloaded)'
  }
  return line.slice(0, 110)
}

const pnpm = (title, args, { logFile, say }) =>
  runLogged({ title, ...pnpmCommand(args), cwd: root, env: environment(), logFile, say, describe })

const sqliteLoads = () => {
  const script = "new (require('better-sqlite3'))(':memory:').close()"
  const cwd = join(root, 'packages/storage-sqlite')
  return spawnSync(process.execPath, ['-e', script], { cwd, stdio: 'ignore' }).status === 0
}

/** Installs what the lockfile names, and makes sure that SQLite loads in this Node. */
export const install = async ({ logFile, say }) => {
  // The build needs the development dependencies, also where NODE_ENV says production.
  const args = ['install', '--frozen-lockfile', '--prod=false', '--reporter=append-only']
  await pnpm('Installing', args, { logFile, say })
  if (sqliteLoads()) return
  say('  … SQLite was built for another Node, building it again')
  await pnpm('Building SQLite', ['rebuild', 'better-sqlite3'], { logFile, say })
  if (!sqliteLoads()) throw new CommandFailed('Building SQLite', 'it does not load', 'better-sqlite3')
}

/** Says in one sentence what to install where SQLite could not be built; null when the failure is another one. */
export const explainFailure = (output) => {
  if (!/better-sqlite3.*(gyp ERR!|Failed|ELIFECYCLE)|^better-sqlite3$/m.test(output)) return null
  const needed = ['Python 3', 'a C++ compiler', 'make', ...(nodeHeaders() ? [] : ["Node's headers (libnode-dev)"])]
  return (
    `SQLite could not be built: install ${needed.slice(0, -1).join(', ')} and ${needed.at(-1)} ` +
    '(Debian, Ubuntu: apt-get install python3 g++ make; macOS: xcode-select --install), then run the same command again.'
  )
}
