import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One import of a source file: `to` is a path from the repository's root for a relative one, else the specifier. */
export interface SourceImport {
  readonly from: string
  readonly to: string
  /** Types vanish at build: such an import loads nothing. */
  readonly isTypeOnly: boolean
}

const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
const statement = /^(?:import|export)\s+(type\s)?[^'";=]*?from\s+'([^']+)'|^import\s+()'([^']+)'/gm
const dynamic = /(typeof\s+)?\bimport\(\s*'([^']+)'/g

const resolveSpecifier = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier

/** Lists the imports that a text of a file makes. */
export const importsIn = (file: string, source: string): readonly SourceImport[] => {
  const text = source.replaceAll(comment, '')
  return [
    ...[...text.matchAll(statement)].map(([, type, from, , bare]) => ({
      from: file,
      to: resolveSpecifier(file, from ?? bare ?? ''),
      isTypeOnly: type !== undefined,
    })),
    ...[...text.matchAll(dynamic)].map(([, type, specifier]) => ({
      from: file,
      to: resolveSpecifier(file, specifier ?? ''),
      isTypeOnly: type !== undefined,
    })),
  ]
}

/** Lists the imports of all sources below a folder of the repository, tests left out. */
export const sourceImports = (folder: string): readonly SourceImport[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .flatMap((file) => importsIn(file, readFileSync(join(root, file), 'utf8')))
