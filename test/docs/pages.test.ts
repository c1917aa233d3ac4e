import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../support/running-process.ts'
import type { Page } from './support/markdown.ts'
import { fencesOf, proseOf, readPage, readPages } from './support/markdown.ts'

const pages = readPages()

interface Link {
  readonly from: string
  readonly to: string
}

const linksOf = (page: Page): readonly Link[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => ({ from: page.path, to }))

/** The name that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const hasAnchor = (path: string, anchor: string): boolean =>
  [...proseOf(readPage(path)).matchAll(/^#+ (.+)$/gm)].some(([, heading = '']) => anchorOf(heading) === anchor)

const leadsNowhere = ({ from, to }: Link): boolean => {
  if (/^[a-z]+:/.test(to)) return false
  const [path = '', anchor] = to.split('#')
  const target = path === '' ? from : normalize(join(dirname(from), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return true
  return anchor !== undefined && !hasAnchor(target, anchor)
}

/** Paths of the repository that a page speaks of in code marks. */
const pathsIn = (page: Page): readonly string[] =>
  [...proseOf(page).matchAll(/`((?:packages|examples|test|docs|scripts|bench)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  )

describe('the pages', () => {
  it('link only to what is there', () => {
    expect(pages.flatMap(linksOf).filter(leadsNowhere)).toEqual([])
  })

  it('speak only of files that are there', () => {
    const missing = pages.flatMap((page) =>
      pathsIn(page)
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page.path}: ${path}`),
    )

    expect(missing).toEqual([])
  })

  it('name no absolute path of a machine', () => {
    const found = pages.flatMap(
      (page) => page.text.match(/(?<![\w.:/])\/(?:home|root|Users|tmp|var|work|mnt)\/\S*|file:\/\/\S*/g) ?? [],
    )

    expect(found).toEqual([])
  })

  it('run only npm scripts that exist, each with its file', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>
    }
    const named = pages.flatMap(({ text }) => [
      ...text.matchAll(/\bnpm (?:run ([a-z]+(?:[:-][a-z]+)*)|(test|start)\b)/g),
    ])
    const names = new Set(named.map(([, name, short]) => name ?? short ?? ''))
    const isMissing = (name: string) => {
      const file = /^node (\S+)/.exec(scripts[name] ?? '')?.[1]
      return scripts[name] === undefined || (file !== undefined && !existsSync(join(root, file)))
    }

    expect(names).toContain('demo')
    expect([...names].filter(isMissing)).toEqual([])
  })

  it('promise no ease: what is easy for one reader is not for another', () => {
    const found = pages.flatMap((page) =>
      (proseOf(page).match(/\b(?:just|simply|easy|easily)\b/gi) ?? []).map((word) => `${page.path}: ${word}`),
    )

    expect(found).toEqual([])
  })

  it('keep AGENTS.md within one screen or two', () => {
    expect(readPage('AGENTS.md').text.split('\n').length).toBeLessThanOrEqual(80)
  })

  it('show shell lines and code in languages that are known', () => {
    const languages = new Set(pages.flatMap((page) => fencesOf(page).map(({ language }) => language)))

    expect([...languages].toSorted()).toEqual(['json', 'mermaid', 'sh', 'text', 'ts', 'yaml'])
  })
})
