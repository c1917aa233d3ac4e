// Imported first by every command, and free of newer syntax, so that an old Node gets a sentence instead of a stack.
import { readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const toNumbers = (version) =>
  version
    .replace(/[^0-9.]/g, '')
    .split('.')
    .map(Number)
const wanted = toNumbers(engines.node)
const running = toNumbers(process.version)

const isTooOld = running[0] < wanted[0] || (running[0] === wanted[0] && running[1] < (wanted[1] || 0))
if (isTooOld) {
  console.error(
    `Khabeer needs Node ${engines.node}; this is ${process.version}. Install a newer one from https://nodejs.org.`,
  )
  process.exit(1)
}
