import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { binOf, root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

const folder = join(root, 'bench')

const build = () => {
  const { status } = spawnSync(process.execPath, [binOf('tsup', 'tsup'), '--silent'], { cwd: folder, stdio: 'inherit' })
  return status === 0
}

if ((await setUp()) && build()) await import('../bench/dist/main.js')
else process.exitCode = 1
