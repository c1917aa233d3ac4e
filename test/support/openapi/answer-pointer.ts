import type { OpenApiDocument } from '../../../packages/core/src/http/openapi/openapi-document.ts'
import { toPointer } from './json-pointer.ts'

/** Says where a document has to describe an answer; null when the path is none of the API's. */
export const answerPointer = (
  document: OpenApiDocument,
  { line, prefix, status }: { readonly line: string; readonly prefix: string; readonly status: number },
): string | null => {
  const [method = '', path = ''] = line.split(' ')
  const base = `${prefix}${document.servers[0]?.url}/`
  const [plain = ''] = path.split('?')
  if (!plain.startsWith(base)) return null
  const segments = plain.slice(base.length).replace(/\/$/, '').split('/').map(decode)
  const templates = Object.keys(document.paths).map((template) => template.slice(1).split('/'))
  if (!templates.some(([first]) => first === segments[0])) return null

  const template = templates.filter((each) => fits(each, segments)).toSorted(byParameters)[0]
  if (template === undefined) return `/components/responses/NotFound`
  const key = `/${template.join('/')}`
  const name = method === 'HEAD' ? 'get' : method.toLowerCase()
  if (document.paths[key]?.[name] === undefined) return '/components/responses/MethodNotAllowed'
  return toPointer('paths', key, name, 'responses', String(status))
}

const isParameter = (segment: string): boolean => segment.startsWith('{')

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]))

const byParameters = (a: readonly string[], b: readonly string[]): number =>
  a.filter(isParameter).length - b.filter(isParameter).length

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Broken escapes are refused by the route whose id they should have been.
    return segment
  }
}
