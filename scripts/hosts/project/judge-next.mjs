import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { startSandbox } from '@khabeer/sandbox'
import { judgeHost } from './judge-host.mjs'
import { judgeUnread } from './judge-unread.mjs'
import { startServer } from './running-server.mjs'

const cwd = join(import.meta.dirname, 'next-app')
const next = join(import.meta.dirname, 'node_modules/next/dist/bin/next')
const key = 'a-key-of-the-next-app'

const sandbox = await startSandbox()
const env = {
  KHABEER_API_KEY: key,
  KHABEER_FILE: join(import.meta.dirname, 'next.db'),
  NEXT_MANUAL_SIG_HANDLE: 'true',
  NEXT_TELEMETRY_DISABLED: '1',
  SANDBOX_URL: sandbox.url,
  SANDBOX_ROOT_KEY: Buffer.from(sandbox.rootKey).toString('base64'),
  SANDBOX_CA: sandbox.caPem,
}
const built = spawnSync(process.execPath, [next, 'build'], { cwd, env: { ...process.env, ...env }, stdio: 'inherit' })
assert.equal(built.status, 0)

const server = await startServer({
  cwd,
  env,
  args: (port) => [process.execPath, next, 'start', '-H', '127.0.0.1', '-p', port],
})
const events = await judgeHost({ origin: server.origin, key, sandbox })
await Promise.all([events.untilHeartbeat(), judgeUnread({ origin: server.origin, key })])
assert.equal(await server.stop(), 0)
await events.ended()
await sandbox.close()
