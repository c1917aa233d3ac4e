import type { IncomingMessage } from 'node:http'
import { badRequest, ControlError } from './control-error.ts'

/** A request as routes see it. */
export interface ControlRequest {
  /** The `{number}` of the path; empty where the path has none. */
  readonly number: string
  readonly query: URLSearchParams
  /** The body as it came. */
  readonly text: string
  /** The body as a JSON object; throws when it is none. */
  json(): Readonly<Record<string, unknown>>
}

const MOST_BYTES = 64 * 1024

/** Reads a body of at most 64 KiB. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > MOST_BYTES) throw new ControlError(413, 'too_large', 'A body has at most 64 KiB.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Parses a body as a JSON object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('The body must be a JSON object, like {"to":"491510000001","text":"hello"}.')
  }
  return { ...value }
}

/** Takes a text that must be there. */
export function requiredText(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field]
  if (typeof value === 'string' && value !== '') return value
  throw badRequest(`The body needs "${field}", a text that is not empty.`)
}

/** Takes a text that may be missing. */
export function optionalText(body: Readonly<Record<string, unknown>>, field: string): string | undefined {
  return body[field] === undefined ? undefined : requiredText(body, field)
}

/** Takes an object of texts that may be missing. */
export function optionalTexts(
  body: Readonly<Record<string, unknown>>,
  field: string,
): Readonly<Record<string, string>> | undefined {
  const value = body[field]
  if (value === undefined) return undefined
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (texts.length > 0 && texts.length === entries.length) return Object.fromEntries(texts)
  throw badRequest(`"${field}" is an object of texts, like {"expire":"3600"}.`)
}

/** Takes a whole number that must be there. */
export function requiredInteger(body: Readonly<Record<string, unknown>>, field: string): number {
  const value = body[field]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw badRequest(`The body needs "${field}", a whole number.`)
}

/** Takes a whole number that may be missing. */
export function optionalInteger(body: Readonly<Record<string, unknown>>, field: string): number | undefined {
  return body[field] === undefined ? undefined : requiredInteger(body, field)
}

/** Takes one of a list of words that may be missing. */
export function optionalWord<T extends string>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  words: readonly T[],
): T | undefined {
  return body[field] === undefined ? undefined : requiredWord(body, field, words)
}

/** Takes one of a list of words. */
export function requiredWord<T extends string>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  words: readonly T[],
): T {
  const found = words.find((word) => word === body[field])
  if (found !== undefined) return found
  throw badRequest(`The body needs "${field}", one of: ${words.join(', ')}.`)
}
