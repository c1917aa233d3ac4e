import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { binOf, root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

/** Every naughty string in every place, and 10,000 generated requests of each kind to every route. */
const play = () => {
  const args = [binOf('vitest', 'vitest'), 'run', '--project', 'integration', 'packages/express/test/hostile']
  const env = { ...process.env, KHABEER_HOSTILE: 'all' }
  const options = { cwd: root, env, stdio: 'inherit' }
  return spawnSync(process.execPath, [...args, '--reporter=verbose', ...process.argv.slice(2)], options).status === 0
}

process.exitCode = (await setUp()) && play() ? 0 : 1
