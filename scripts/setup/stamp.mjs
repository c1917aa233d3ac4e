import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readJson, root } from './paths.mjs'

const file = join(root, 'node_modules/.khabeer-setup.json')

/** Reads what earlier runs completed. It lives in node_modules, so that it vanishes with what it speaks of. */
export const readStamp = () => {
  if (!existsSync(file)) return { install: null, builds: {} }
  try {
    return readJson(file)
  } catch {
    // A run that was killed while it wrote: its work is done again.
    return { install: null, builds: {} }
  }
}

/** Remembers what is completed. */
export const writeStamp = (stamp) => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(stamp, null, 2)}\n`)
}
