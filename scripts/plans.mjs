import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { binOf, root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

/** As many messages as a busy gateway keeps; `npm run plans -- 50000` takes fewer. */
const rows = process.argv[2] ?? '1000000'

const check = () => {
  const args = [binOf('vitest', 'vitest'), 'run', '--reporter=verbose', 'query-plans']
  const env = { ...process.env, KHABEER_PLAN_ROWS: rows }
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0
}

process.exitCode = (await setUp()) && check() ? 0 : 1
