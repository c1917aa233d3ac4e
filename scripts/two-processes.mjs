import './setup/require-node.mjs'
import { setUp } from './setup/set-up.mjs'

const show = async () => {
  if (!(await setUp())) return 1
  const { runTwoProcesses } = await import('../examples/two-processes/run.mjs')
  return runTwoProcesses({ isOnce: process.argv.includes('--once') })
}

process.exit(await show())
