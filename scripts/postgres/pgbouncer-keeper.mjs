import { accessSync, constants, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { keep } from './keep.mjs'
import { onFreePort } from './on-free-port.mjs'
import { serverFolder, serverIds } from './server-user.mjs'
import { startServer } from './start-server.mjs'

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, which is the answer.
    return false
  }
}

/** Debian puts it where only root looks by default. */
const findProgram = () =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, 'pgbouncer'))
    .find(isProgram)

const quote = (text) => `"${text.replaceAll('"', '""')}"`

const configuration = ({ host, serverPort, port, users, poolSize }) => `[databases]
* = host=${host} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`

let folder
let server

const open = async ({ url, poolSize }) => {
  const command = findProgram()
  if (!command) return null
  const { hostname, port: serverPort, username, password, pathname } = new URL(url)
  const ids = serverIds()
  folder = serverFolder(tmpdir(), 'pgbouncer', ids)
  const users = join(folder, 'users.txt')
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(users, `${quote(decodeURIComponent(username))} ${quote(decodeURIComponent(password))}\n`)

  const started = await onFreePort((port) => {
    writeFileSync(file, configuration({ host: hostname, serverPort: serverPort || 5432, port, users, poolSize }))
    return startServer({ name: 'pgbouncer', command, args: [file], ids, ready: 'process up' })
  })
  server = started.server
  return `postgresql://${username}:${password}@127.0.0.1:${started.port}${pathname}`
}

const close = async () => {
  // It keeps nothing, and what a politer signal means depends on its version.
  await server?.stop('SIGKILL')
  if (folder) rmSync(folder, { recursive: true, force: true })
}

process.umask(0o022)
keep({ open }, close)
