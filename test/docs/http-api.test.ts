import { describe, expect, it } from 'vitest'
import type { Route } from '../../packages/core/src/http/define-route.ts'
import { apiBasePath, createMatcher } from '../../packages/core/src/http/match-route.ts'
import { createRoutes } from '../../packages/core/src/http/routes.ts'
import { checkMediaUrl } from '../../packages/core/src/media/media-url.ts'
import { readMessage } from '../../packages/core/src/messages/read-message.ts'
import type { Fence } from './support/markdown.ts'
import { fencesOf, readPage, readPages, sectionOf } from './support/markdown.ts'

const page = readPage('docs/http-api.md')
const routes = createRoutes()
const titleOf = ({ method, path }: Route): string => `${method} ${apiBasePath}${path}`
const sectionFor = (route: Route): string => sectionOf(page, `### \`${titleOf(route)}\``)
const blocksOf = (text: string): readonly Fence[] => fencesOf({ path: page.path, text })

/** The JSON of a section that stands below a paragraph with the given beginning, and that beginning's own words. */
const examplesBelow = (section: string, beginning: RegExp) =>
  blocksOf(section).flatMap(({ language, text, line }) => {
    const intro = section
      .split('\n')
      .slice(0, line - 2)
      .filter((each) => each !== '')
      .at(-1)
    return language === 'json' && intro !== undefined && beginning.test(intro)
      ? [{ intro, value: JSON.parse(text) as unknown }]
      : []
  })

const keysOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(keysOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}

interface CurlLine {
  readonly method: string
  readonly url: URL
  readonly body: string | undefined
}

/** Reads the curl commands of a text that ask the API, continued lines joined. Hosts and the sandbox have paths of their own. */
const curlLinesIn = (text: string): readonly CurlLine[] =>
  text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .flatMap((line) => {
      const url = /https?:\/\/[^\s"']+\/api\/v1[^\s"']*/.exec(line)?.[0]
      const body = / -d '([^']+)'/.exec(line)?.[1]
      const method = / -X (\w+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST')
      return url === undefined ? [] : [{ method, url: new URL(url), body }]
    })

/** The path below the place where a host mounted the API. */
const belowMount = ({ pathname }: URL): string => pathname.slice(pathname.indexOf('/api/v1'))

describe('docs/http-api.md', () => {
  it('has a part for every route, and for no other', () => {
    const titles = [...page.text.matchAll(/^### `(\w+ \/api\/v1\S+)`$/gm)].map(([, title]) => title)

    expect(titles.toSorted()).toEqual(routes.map(titleOf).toSorted())
  })

  // What Prometheus reads is no JSON.
  const jsonRoutes = routes.filter(({ path }) => path !== '/metrics')
  it.each(jsonRoutes.map((route) => [titleOf(route), route] as const))(
    '%s answers as its examples say',
    (_title, route) => {
      const answers = examplesBelow(sectionFor(route), /^Answer `\d+`/)

      expect(answers.length).toBeGreaterThan(0)
      for (const { intro, value } of answers) {
        expect(intro).toContain(`\`${route.status}\``)
        // Unknown fields are dropped by the schema and missing ones refused: equal means the same fields.
        expect(route.response.parse(value)).toEqual(value)
      }
    },
  )

  it.each(routes.map((route) => [titleOf(route), route] as const))(
    '%s names every field it answers',
    (title, route) => {
      const prose = sectionFor(route).replace(/^```[\s\S]*?^```$/gm, '')
      const fields = examplesBelow(sectionFor(route), /^Answer `\d+`/).flatMap(({ value }) => keysOf(value))
      // What sending answers is in the fields of the request and the statuses.
      const unnamed = fields.filter((field) => !prose.includes(`\`${field}\``))

      if (route.method === 'GET' || route.method === 'DELETE') expect(unnamed, title).toEqual([])
    },
  )

  it('shows messages that are accepted', () => {
    const sent = [
      ...examplesBelow(page.text, /^Request:$/).map(({ value }) => value),
      ...fencesOf(page).flatMap(({ text }) =>
        curlLinesIn(text)
          .filter(({ url }) => url.pathname.includes('/messages/send'))
          .map(({ body = '' }) => JSON.parse(body) as { messages?: readonly unknown[] }),
      ),
    ].flatMap((value) => (isBulk(value) ? value.messages : [value]))

    expect(sent.length).toBeGreaterThan(3)
    for (const message of sent) {
      expect(readMessage(message, (url) => checkMediaUrl(url, []))).toMatchObject({ ok: true })
    }
  })

  it('shows JSON that parses', () => {
    for (const { text } of fencesOf(page).filter(({ language }) => language === 'json')) {
      expect(JSON.parse(text)).toBeTypeOf('object')
    }
  })
})

describe('curl lines on every page', () => {
  it('ask for routes that exist', () => {
    const match = createMatcher(routes)
    const lines = readPages().flatMap((each) => fencesOf(each).flatMap(({ text }) => curlLinesIn(text)))

    expect(lines.length).toBeGreaterThan(routes.length)
    for (const { method, url } of lines) {
      expect(`${method} ${url.pathname}: ${match(method, belowMount(url)).kind}`).toBe(
        `${method} ${url.pathname}: found`,
      )
    }
  })
})

const isBulk = (value: unknown): value is { readonly messages: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'messages' in value
