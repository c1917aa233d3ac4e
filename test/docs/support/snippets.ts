import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/running-process.ts'
import { fencesOf, readPages } from './markdown.ts'

/** A piece of TypeScript that a reader may copy. */
export interface Snippet {
  /** Where it stands: `README.md:40`. */
  readonly place: string
  readonly code: string
  /** The names that the text around it introduces, so that a short piece need not repeat them. */
  readonly given: readonly string[]
}

/** Lists the snippets of every page and of every TSDoc `@example`. */
export const readSnippets = (): readonly Snippet[] => [...pageSnippets(), ...exampleSnippets()]

const pageSnippets = (): readonly Snippet[] =>
  readPages().flatMap((page) =>
    fencesOf(page)
      .filter(({ language }) => language === 'ts')
      .map(({ text, line, note }) => ({
        place: `${page.path}:${line}`,
        code: text,
        given: /^given (.+)$/.exec(note)?.[1]?.split(/,\s*/) ?? [],
      })),
  )

const exampleSnippets = (): readonly Snippet[] =>
  readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}/src`)
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => examplesIn(path, readFileSync(join(root, path), 'utf8')))

/** Lists the examples that the comments of a source file hold. */
export const examplesIn = (path: string, source: string): readonly Snippet[] =>
  [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) =>
    [...comment[0].matchAll(/@example[^\n]*\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)].map((example) => ({
      place: `${path}:${lineAt(source, comment.index + example.index)}`,
      code: (example[1] ?? '').replace(/^\s*\* ?/gm, ''),
      given: [],
    })),
  )

const lineAt = (source: string, index: number): number => source.slice(0, index).split('\n').length
