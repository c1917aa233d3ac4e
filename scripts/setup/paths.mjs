import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Parses a JSON file. */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** Finds the script behind a command of a package that the root depends on. */
export const binOf = (packageName, command) => {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = readJson(join(folder, 'package.json'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** Finds a script of the npm that came with this Node, so that no other Node is ever mixed in; null when there is none. */
export const npmScript = (name) => {
  const prefix = dirname(process.execPath)
  const folders = [
    join(prefix, '../lib/node_modules/npm/bin'),
    join(prefix, 'node_modules/npm/bin'),
    ...(process.env.npm_execpath ? [dirname(process.env.npm_execpath)] : []),
  ]
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null
}
