import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/running-process.ts'

/** One Markdown page of the repository. */
export interface Page {
  /** From the repository's root. */
  readonly path: string
  readonly text: string
}

/** A fenced block of a page. */
export interface Fence {
  readonly language: string
  readonly text: string
  /** The line of its first line of text, from 1. */
  readonly line: number
  /** What the comment right before it says, e.g. `given core` of `<!-- given core -->`; empty without one. */
  readonly note: string
}

/** Reads one page. */
export const readPage = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') })

/** Reads every page that people are meant to read: the root's, the docs', and the README of each package and example. */
export const readPages = (): readonly Page[] => {
  const inRoot = readdirSync(root).filter((name) => name.endsWith('.md'))
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const folders = ['packages', 'examples'].flatMap((place) =>
    readdirSync(join(root, place)).map((name) => `${place}/${name}/README.md`),
  )
  return [
    ...inRoot,
    ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
    ...folders.filter((path) => existsSync(join(root, path))),
  ].map(readPage)
}

/** Finds the fenced blocks of a page. */
export const fencesOf = (page: Page): readonly Fence[] => {
  const lines = page.text.split('\n')
  const fences: Fence[] = []
  let from: number | null = null
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) continue
    if (from === null) {
      from = index
      continue
    }
    const note = /^<!-- (.+) -->$/.exec(lines[from - 1] ?? '')?.[1] ?? ''
    const language = (lines[from] ?? '').slice(3).trim()
    fences.push({ language, text: lines.slice(from + 1, index).join('\n'), line: from + 2, note })
    from = null
  }
  if (from !== null) throw new Error(`${page.path}:${from + 1}: a fence that is never closed.`)
  return fences
}

/** Gives the page without its fenced blocks, line numbers kept. */
export const proseOf = (page: Page): string =>
  page.text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''))

/** Gives the part of a page below a heading, up to the next heading of its level or above. */
export const sectionOf = (page: Page, heading: string): string => {
  const lines = page.text.split('\n')
  const from = lines.indexOf(heading)
  if (from < 0) throw new Error(`${page.path} has no heading "${heading}".`)
  const level = heading.indexOf(' ')
  const ends = (line: string) => /^#+ /.test(line) && line.indexOf(' ') <= level
  const length = lines.slice(from + 1).findIndex(ends)
  return lines.slice(from + 1, length < 0 ? undefined : from + 1 + length).join('\n')
}

/** Reads the rows of the first table in a text, its head left out; cells are trimmed and keep their marks. */
export const tableIn = (text: string): readonly (readonly string[])[] => {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => /^\|[-| :]+\|$/.test(line))
  if (from < 0) throw new Error(`There is no table in: ${text.slice(0, 80)}`)
  const rest = lines.slice(from + 1)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, end < 0 ? undefined : end).map(cellsOf)
}

const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

/** Takes the code marks off a cell that is one piece of code. */
export const codeIn = (cell: string | undefined): string => /^`(.+)`$/.exec(cell ?? '')?.[1] ?? cell ?? ''
