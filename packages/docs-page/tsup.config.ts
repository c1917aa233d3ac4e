import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineConfig } from 'tsup'

const explorer = realpathSync(join(import.meta.dirname, 'node_modules/openapi-explorer'))

/** Finds the folder of a package that another one depends on; null for what is not installed. */
const folderOf = (name: string, dependent: string): string | null => {
  for (let folder = dependent; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return realpathSync(candidate)
  }
  return null
}

/** Collects a package and all that it depends on, each once. */
const collect = (folder: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
  if (seen.has(folder)) return seen
  seen.add(folder)
  const { dependencies = {} }: { dependencies?: Record<string, string> } = readManifest(folder)
  for (const name of Object.keys(dependencies)) {
    const found = folderOf(name, folder)
    if (found !== null) collect(found, seen)
  }
  return seen
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const noticeOf = (folder: string): string => {
  const { name, version, license } = readManifest(folder)
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)/i.test(file))
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version} (${license})`, ...texts].join('\n\n')
}

/** Puts the script of the page beside ours, with the licences of all that is in it. */
const copyExplorer = async (): Promise<void> => {
  cpSync(
    join(explorer, 'dist/browser/openapi-explorer.min.js'),
    join(import.meta.dirname, 'dist/openapi-explorer.min.js'),
  )
  const notices = [...collect(explorer)].map(noticeOf)
  writeFileSync(
    join(import.meta.dirname, 'dist/openapi-explorer.licenses.txt'),
    `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
  )
}

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: true,
  sourcemap: true,
  onSuccess: copyExplorer,
})
