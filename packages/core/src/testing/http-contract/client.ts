import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { HttpContractHarness } from './harness.ts'

/** What a client got. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly bytes: Buffer
  /** The body as JSON. Fails when it is none. */
  json(): unknown
}

/** What a client sends beside the line. */
export interface Asking {
  readonly key?: string | undefined
  /** Sent as `application/json`. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly raw?: string | Uint8Array | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

const timeoutMs = 30_000

/**
 * Sends one request as written, e.g. `GET /api/v1/usage`, to where the API is mounted. It neither tidies up paths nor
 * refuses methods, as `fetch` would.
 */
export const ask = (harness: HttpContractHarness, line: string, asking: Asking = {}): Promise<Answer> =>
  askHost(harness, line.replace(' ', ` ${harness.prefix}`), asking)

/** Sends one request to any path of the host. */
export const askHost = async (harness: HttpContractHarness, line: string, asking: Asking = {}): Promise<Answer> => {
  const answer = await exchange(harness.origin, line, asking)
  harness.observe?.(line, answer)
  return answer
}

const exchange = (origin: string, line: string, asking: Asking): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [method, path] = line.split(' ')
    const body = asking.json === undefined ? asking.raw : JSON.stringify(asking.json)
    const sent = request(
      {
        ...toAddress(origin),
        method,
        path,
        agent: false,
        headers: {
          ...(asking.key === undefined ? {} : { 'x-api-key': asking.key }),
          ...(asking.json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(body === undefined || asking.headers?.['transfer-encoding'] !== undefined
            ? {}
            : { 'content-length': Buffer.byteLength(body) }),
          ...asking.headers,
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            json: () => toJson(bytes, response.headers['content-type']),
          })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

const toAddress = (origin: string): { readonly hostname: string; readonly port: string } => {
  const { hostname, port } = new URL(origin)
  return { hostname, port }
}

const toJson = (bytes: Buffer, type: string | undefined): unknown => {
  assert.match(type ?? '', /^application\/json\b/)
  return JSON.parse(bytes.toString('utf8'))
}
