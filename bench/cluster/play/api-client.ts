import type { Member } from '../stage/member.ts'

/** How long a client waits for an answer before it asks another member. */
const patienceMs = 2_000

/** What came of one call. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown' }

/** Calls one member or another over HTTP. */
export type Call = (
  member: Member,
  request: {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly body?: object
  },
) => Promise<Answer>

/** Builds a client with a key. */
export const createCall =
  (apiKey: string): Call =>
  async (member, { method, path, body }) => {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
    try {
      const response = await fetch(`${member.url}${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(patienceMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { kind: 'answered', status: response.status, body: toBody(await response.json()) }
    } catch {
      // It was killed, or is stopped, or no answer came in time.
      return { kind: 'unknown' }
    }
  }

const toBody = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
