import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { binOf, root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

const play = () => {
  const args = [binOf('vitest', 'vitest'), 'run', '--config', 'vitest.faults.config.ts', '--reporter=verbose']
  return spawnSync(process.execPath, [...args, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status === 0
}

process.exitCode = (await setUp()) && play() ? 0 : 1
