import './setup/require-node.mjs'
import { setUp } from './setup/set-up.mjs'

const demo = async () => {
  if (!(await setUp())) return 1
  const { runDemo } = await import('./demo/run-demo.mjs')
  return runDemo({ isOnce: process.argv.includes('--once') })
}

process.exit(await demo())
