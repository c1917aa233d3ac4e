import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findBinaries } from './binaries.mjs'
import { keep } from './keep.mjs'
import { onFreePort } from './on-free-port.mjs'
import { serverFolder, serverIds } from './server-user.mjs'
import { startServer } from './start-server.mjs'

const run = promisify(execFile)
const user = 'postgres'
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' }

const defaults = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 }

/** Whatever the machine speaks, the tables are UTF-8 and the log, which is read here, is English. */
const initialise = async ({ initdb, data, passwordFile, ids }) => {
  const args = ['--pgdata', data, '--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  // The files need not be on the disk yet: whatever a test writes later is flushed as ever.
  await run(initdb, [...args, '--encoding', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions'], ids)
}

const toLines = (settings) =>
  Object.entries(settings).map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`)

let folder
let startOn
let port
let server

const open = async ({ folder: parent = tmpdir(), settings = {} }) => {
  const ids = serverIds()
  folder = serverFolder(parent, 'postgres', ids)
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const password = randomBytes(12).toString('hex')
  writeFileSync(passwordFile, password)
  const { initdb, postgres } = await findBinaries(ids, join(folder, 'programs'))
  await initialise({ initdb, data, passwordFile, ids })
  appendFileSync(join(data, 'postgresql.conf'), toLines({ ...defaults, ...settings }).join(''))

  startOn = (wanted) =>
    startServer({
      name: 'PostgreSQL',
      command: postgres,
      args: ['-D', data, '-p', String(wanted)],
      ids,
      ready: 'database system is ready to accept connections',
    })
  const started = await onFreePort(startOn)
  port = started.port
  server = started.server
  return `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`
}

const down = async (mode) => {
  await server?.stop(signals[mode])
  server = undefined
}

const up = async () => {
  server ??= await startOn(port)
}

const close = async () => {
  await down('immediate')
  if (folder) rmSync(folder, { recursive: true, force: true })
}

// Files that the server's user reads are made here, whatever the shell allows others.
process.umask(0o022)
keep({ open, up, down }, close)
