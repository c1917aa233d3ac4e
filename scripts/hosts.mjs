import './setup/require-node.mjs'
import { setUp } from './setup/set-up.mjs'

const play = async () => {
  if (!(await setUp({ withTypes: true }))) return false
  const { runHosts } = await import('./hosts/run-hosts.mjs')
  return runHosts(process.argv.slice(2))
}

process.exitCode = (await play()) ? 0 : 1
