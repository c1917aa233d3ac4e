import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
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

/** Tells where the headers that came with this Node are; null when it came without. */
const nodeHeaders = () => {
  const prefix = join(dirname(process.execPath), '..')
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : null
}

const environment = () => {
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

const pnpmCommand = (args) => {
  const npx = npmScript('npx-cli.js')
  const line = ['--yes', packageManager, ...args]
  return npx ? { command: process.execPath, args: [npx, ...line] } : { command: 'npx', args: line }
}

const describe = (output) => {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? ''
  if (/better-sqlite3 (install|rebuild)/.test(line))
    return 'compiling SQLite (about two minutes when no binary can be downloaded)'
  return line.slice(0, 110) || `fetching ${packageManager}`
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
  await pnpm('Installing', ['install', '--frozen-lockfile', '--reporter=append-only'], { logFile, say })
  if (sqliteLoads()) return
  say('  … SQLite was built for another Node, building it again')
  await pnpm('Building SQLite', ['rebuild', 'better-sqlite3'], { logFile, say })
  if (!sqliteLoads()) throw new CommandFailed('Building SQLite', 'it does not load', 'better-sqlite3')
}

/** Says in one sentence what to install where SQLite could not be built; null when the failure is another one. */
export const explainFailure = (output) => {
  if (!/better-sqlite3/.test(output) || !/gyp|does not load|prebuild|ELIFECYCLE|better-sqlite3$/.test(output))
    return null
  const headers = nodeHeaders() ? '' : " and Node's headers (the package nodejs-dev, or a Node from nodejs.org)"
  return (
    `SQLite could not be built: install Python 3, a C++ compiler and make${headers} ` +
    '(Debian, Ubuntu: apt-get install python3 g++ make; macOS: xcode-select --install), then run the same command again.'
  )
}
