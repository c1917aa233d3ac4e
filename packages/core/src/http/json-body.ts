import { isUtf8 } from 'node:buffer'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { checkJson } from './check-json.ts'
import type { ApiRequest } from './exchange.ts'
import { assertJson } from './media-type.ts'
import { readBody, tooLarge } from './read-body.ts'

/** Reads and checks the JSON body of a request, wherever the host's own parser left it. */
export const readJsonBody = async (
  request: ApiRequest,
  limits: { readonly maxBytes: number; readonly timeoutMs: number; readonly clock: Clock },
): Promise<unknown> => {
  const expectedBytes = Number(request.headers['content-length'] ?? 0)
  if (expectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes)
  assertJson(request.headers)
  const value =
    request.body.kind === 'stream'
      ? parseBytes(await readBody(request.body.stream, { ...limits, expectedBytes }))
      : parseLeft(request.body.value)
  checkJson(value)
  return value
}

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
