import type { Answer } from '../../packages/core/src/testing/index.ts'

/** What a host answered in one case, freed from what is another in each run. */
export interface Transcript {
  /** Takes one exchange, as the contract tells it. */
  observe(line: string, answer: Answer): void
  /** Every kind of answer that came, once and in a fixed order: cases that ask until something happens ask often. */
  lines(): readonly string[]
}

/** Begins the transcript of one case on a host that serves below a prefix. */
export const createTranscript = (prefix: string): Transcript => {
  const exchanges: { readonly line: string; readonly answer: Answer }[] = []
  const tidy = (text: string): string =>
    text
      .replaceAll(`${prefix}/api/v1`, '/api/v1')
      .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'UUID')
      .replace(/\b(accounts?|instances?|messages?|keys?)([ /])\d+\b/gi, '$1$2ID')

  return {
    observe: (line, answer) => void exchanges.push({ line, answer }),
    lines: () => {
      const bodies = new Map<string, Set<string>>()
      for (const { line, answer } of exchanges) {
        const head = `${tidy(line.replace(/\?.*/, ''))} → ${answer.status} ${showHead(answer)}`
        const body = bodies.get(head) ?? new Set()
        for (const part of showBody(answer, tidy)) body.add(part)
        bodies.set(head, body)
      }
      return [...bodies].map(([head, body]) => `${head} ${[...body].sort().join(' ')}`).sort()
    },
  }
}

const shownHeaders = ['allow', 'cache-control', 'content-type', 'x-host'] as const

const showHead = (answer: Answer): string => {
  const headers = shownHeaders.map((name) => answer.headers[name] ?? '-').join(' | ')
  const isLengthTold = Number(answer.headers['content-length']) === answer.bytes.length
  const retry = answer.headers['retry-after'] === undefined ? '' : ' with Retry-After'
  return `${headers}${retry}${isLengthTold ? '' : ' without its length'}`
}

/** Of an error every word; of a success its shape, because where a message is by then depends on the moment. */
const showBody = (answer: Answer, tidy: (text: string) => string): readonly string[] => {
  const value = toJson(answer)
  if (value === undefined) return [`${answer.bytes.length === 0 ? 'no' : 'some'} bytes`]
  if (answer.status >= 400) return [tidy(answer.bytes.toString('utf8'))]
  return shapeOf(value, '')
}

const toJson = (answer: Answer): unknown => {
  if (!String(answer.headers['content-type']).startsWith('application/json') || answer.bytes.length === 0) {
    return undefined
  }
  return JSON.parse(answer.bytes.toString('utf8'))
}

const shapeOf = (value: unknown, path: string): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => shapeOf(item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, item]) => shapeOf(item, `${path}.${key}`))
}
