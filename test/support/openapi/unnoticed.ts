import type { OpenApiDocument } from '../../../packages/core/src/http/openapi/openapi-document.ts'
import type { AnswerCheck, AskedLine } from './answer-check.ts'
import { createAnswerCheck } from './answer-check.ts'
import { answerPointer } from './answer-pointer.ts'
import { lookUp } from './json-pointer.ts'
import type { ServedAnswer } from './served-answer.ts'
import { withoutOneField } from './weakened.ts'

/** An answer that was seen, and what was asked for it. */
export interface SeenAnswer extends AskedLine {
  readonly answer: ServedAnswer
}

// A document allows for their absence: they stand where there is something to say, or are the host's own words.
const mayBeMissing =
  /(?:^|\.)(?:details|metadata)(?:\.|$)|(?:^|\.)pacing\.|^(?:servers|paths|components|info)\b|^message$/

/**
 * Takes each field out of each answer, and each error out of the document, and lists what the check does not notice.
 * Of answers that look alike the first is taken.
 */
export const unnoticedChanges = (document: OpenApiDocument, seen: readonly SeenAnswer[]): readonly string[] => {
  const check = createAnswerCheck(document)
  return firstOfEach(document, seen).flatMap((one) => [...lackingField(check, one), ...lackingError(document, one)])
}

const lackingField = (check: AnswerCheck, { answer, ...asked }: SeenAnswer): readonly string[] =>
  withoutOneField(bodyOf(answer))
    .filter(([path]) => !mayBeMissing.test(path))
    .filter(([, weakened]) => passes(check, asked, { ...answer, bytes: Buffer.from(JSON.stringify(weakened)) }))
    .map(([path]) => `${asked.line} ${answer.status}: ${path}`)

const lackingError = (document: OpenApiDocument, { answer, ...asked }: SeenAnswer): readonly string[] => {
  const code = codeOf(answer)
  if (code === null) return []
  const pointer = answerPointer(document, { ...asked, status: answer.status }) ?? ''
  const place = lookUp(document, pointer)?.pointer ?? pointer
  const weakened = withoutCode(
    partFor(document, asked),
    `${place}/content/application~1json/schema/allOf/1/properties/code`,
    code,
  )
  return passes(createAnswerCheck(weakened), asked, answer) ? [`${asked.line} ${answer.status}: ${code}`] : []
}

/** The part of a document that is looked at for a request: to read all of it for each error takes a while. */
const partFor = (document: OpenApiDocument, { line, prefix }: AskedLine): OpenApiDocument => {
  const path = line.slice(line.indexOf(' ') + 1 + `${prefix}${document.servers[0]?.url}`.length)
  const [, resource] = path.split(/[/?]/)
  const paths = Object.entries(document.paths).filter(([template]) => template.split('/')[1] === resource)
  return { ...document, paths: Object.fromEntries(paths) }
}

const withoutCode = (document: OpenApiDocument, pointer: string, code: string): OpenApiDocument => {
  const copy = structuredClone(document)
  const found = lookUp(copy, pointer)?.value.enum
  if (!Array.isArray(found) || !found.includes(code)) throw new Error(`${pointer} has no ${code}.`)
  found.splice(found.indexOf(code), 1)
  return copy
}

const passes = (check: AnswerCheck, asked: AskedLine, answer: ServedAnswer): boolean => {
  try {
    check(asked, answer)
    return true
  } catch {
    // That it throws is what is asked for.
    return false
  }
}

const firstOfEach = (document: OpenApiDocument, seen: readonly SeenAnswer[]): readonly SeenAnswer[] => {
  const first = new Map<string, SeenAnswer>()
  for (const one of seen) {
    const pointer = answerPointer(document, { ...one, status: one.answer.status })
    const key = `${pointer} ${codeOf(one.answer)}`
    if (pointer !== null && bodyOf(one.answer) !== null && !first.has(key)) first.set(key, one)
  }
  return [...first.values()]
}

const bodyOf = ({ headers, bytes }: ServedAnswer): unknown =>
  String(headers['content-type']).startsWith('application/json') && bytes.length > 0
    ? JSON.parse(Buffer.from(bytes).toString('utf8'))
    : null

const codeOf = (answer: ServedAnswer): string | null => {
  const body = bodyOf(answer)
  return typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    answer.status >= 400
    ? body.code
    : null
}
