import { isUtf8 } from 'node:buffer'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { checkJson } from './check-json.ts'
import type { ApiRequest } from './exchange.ts'
import { assertJson } from './media-type.ts'
import { readBody, tooLarge } from './read-body.ts'

interface JsonBodyOptions {
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly clock: Clock
  /** Whether no body, or an empty one, stands for an object without fields. */
  readonly isOptional: boolean
}

/** Reads and checks the JSON body of a request, wherever the host's own parser left it. */
export const readJsonBody = async (request: ApiRequest, options: JsonBodyOptions): Promise<unknown> => {
  const { headers, body } = request
  const expectedBytes = Number(headers['content-length'] ?? 0)
  if (expectedBytes > options.maxBytes) throw tooLarge(options.maxBytes)
  // Where headers tell of no body, there may be one all the same: HTTP/2 needs no length.
  const mayBeNone = options.isOptional && expectedBytes === 0 && headers['transfer-encoding'] === undefined
  if (!mayBeNone) assertJson(headers)
  const left = body.kind === 'stream' ? await readBody(body.stream, { ...options, expectedBytes }) : body.value
  if (options.isOptional && isNothing(left)) return {}
  if (mayBeNone) assertJson(headers)
  const value = parseLeft(left)
  checkJson(value)
  return value
}

const isNothing = (left: unknown): boolean =>
  left === undefined || left === '' || (left instanceof Uint8Array && left.length === 0)

/** A host may keep bodies as bytes or text (`express.raw()`, `express.text()`): those are read as the body they are. */
const parseLeft = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return parseBytes(value)
  if (typeof value === 'string') return parseText(value)
  if (value === undefined) throw empty()
  return value
}

const parseBytes = (bytes: Uint8Array): unknown => {
  if (!isUtf8(bytes)) throw new KhabeerError('malformed_json', 'The body is not valid UTF-8.')
  return parseText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
}

const parseText = (text: string): unknown => {
  if (text.trim() === '') throw empty()
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The parser's own words may quote the body, which holds texts and numbers.
    throw new KhabeerError('malformed_json', 'The body is not valid JSON.', { cause })
  }
}

const empty = (): KhabeerError => new KhabeerError('malformed_json', 'The body is empty. Send a JSON object.')
