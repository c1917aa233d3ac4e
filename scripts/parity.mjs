import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { binOf, root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

/** Judges the API in every host, at either prefix, on each store, and its streams over TCP. */
const check = () => {
  const args = [
    binOf('vitest', 'vitest'),
    'run',
    '--project',
    'integration',
    '--reporter=verbose',
    'test/http-contract.test.ts',
    'test/unread-streams.test.ts',
  ]
  const env = { ...process.env, KHABEER_ALL_HOSTS: '1' }
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0
}

process.exitCode = (await setUp()) && check() ? 0 : 1
