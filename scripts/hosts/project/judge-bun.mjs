import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { startSandbox } from '@khabeer/sandbox'
import { postgresStorage } from '@khabeer/storage-postgres'
import { judgeHost } from './judge-host.mjs'
import { judgeUnread } from './judge-unread.mjs'
import { startServer } from './running-server.mjs'

// The program itself: a signal to the script in front of it ends the script alone.
const packageFile = createRequire(import.meta.url).resolve('bun/package.json')
const bun = join(dirname(packageFile), JSON.parse(readFileSync(packageFile, 'utf8')).bin.bun)
const key = 'a-key-of-the-bun-server'
const { DATABASE_URL } = process.env

const sqlite = spawnSync(bun, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: import.meta.dirname })
assert.match(
  String(sqlite.stderr),
  /not yet supported in Bun/,
  'better-sqlite3 loads: docs/hosts.md says that it does not.',
)

const sandbox = await startSandbox()
// What owns the numbers runs on Node; Bun serves the API in front of the same database.
const core = createKhabeer({
  storage: postgresStorage({ connectionString: DATABASE_URL }),
  whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
  pacing: { messages: 1000, perMs: 1000 },
})
await core.start()

const env = { DATABASE_URL, KHABEER_API_KEY: key }
const server = await startServer({ cwd: import.meta.dirname, env, args: () => [bun, 'bun-server.ts'] })
const events = await judgeHost({ origin: server.origin, key, sandbox })
await Promise.all([events.untilHeartbeat(), judgeUnread({ origin: server.origin, key })])
assert.equal(await server.stop(), 0)
await events.ended()
await core.stop()
await sandbox.close()
