import type { Route } from './define-route.ts'

/** Where a path leads. */
export type RouteMatch =
  /** The path belongs to the host. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong_method'; readonly allow: readonly string[] }
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Record<string, number | null>> }

/** Where every route begins, below the place where the host mounted the API. */
export const apiBasePath = '/api/v1'

interface Resource {
  readonly segments: readonly string[]
  readonly byMethod: ReadonlyMap<string, Route>
  readonly allow: readonly string[]
}

/**
 * Builds the function that finds a route. A path is ours when its first segment under `/api/v1` is one of the table's;
 * where a path fits both a word and a parameter, the word wins.
 */
export const createMatcher = (routes: readonly Route[]): ((method: string, path: string) => RouteMatch) => {
  const resources = toResources(routes)
  const owned = new Set(resources.map((resource) => resource.segments[0]))

  return (method, path) => {
    if (!path.startsWith(`${apiBasePath}/`)) return { kind: 'foreign' }
    const raw = path.slice(apiBasePath.length + 1).split('/')
    if (raw.length > 1 && raw.at(-1) === '') raw.pop()
    const first = decode(raw[0] ?? '')
    if (first === null || !owned.has(first)) return { kind: 'foreign' }
    const segments = raw.map(decode)
    if (!segments.every((segment) => segment !== null)) return { kind: 'malformed' }

    const resource = resources.find((candidate) => fits(candidate.segments, segments))
    if (resource === undefined) return { kind: 'unknown' }
    const route = resource.byMethod.get(method)
    if (route === undefined) return { kind: 'wrong_method', allow: resource.allow }
    return { kind: 'found', route, params: toParams(resource.segments, segments) }
  }
}

const toResources = (routes: readonly Route[]): readonly Resource[] => {
  const byPath = new Map<string, Route[]>()
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])
  const resources = [...byPath].map(([path, those]) => {
    const byMethod = new Map<string, Route>(those.map((route) => [route.method, route]))
    const get = byMethod.get('GET')
    if (get !== undefined) byMethod.set('HEAD', get)
    return { segments: path.slice(1).split('/'), byMethod, allow: [...byMethod.keys()].sort() }
  })
  return resources.sort((a, b) => countParams(a.segments) - countParams(b.segments))
}

const isParam = (segment: string): boolean => segment.startsWith('{')

const countParams = (segments: readonly string[]): number => segments.filter(isParam).length

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => (isParam(part) ? segments[index] !== '' : part === segments[index]))

const toParams = (pattern: readonly string[], segments: readonly string[]): Record<string, number | null> => {
  const params: Record<string, number | null> = {}
  for (const [index, part] of pattern.entries()) {
    if (isParam(part)) params[part.slice(1, -1)] = toId(segments[index] ?? '')
  }
  return params
}

/** Reads an id from a path; null for anything but the digits of a safe positive integer. */
const toId = (text: string): number | null => {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0
  return id > 0 && Number.isSafeInteger(id) ? id : null
}

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment)
  } catch {
    // The only thing it throws is URIError: the escapes are broken, which the caller is told.
    return null
  }
}
