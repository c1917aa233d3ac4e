/** What came of one call. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown' }

/** Calls the API of a host. */
export type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Answer>

const patienceMs = 15_000

/** Builds a client of a host's API; `onRefused` hears the whole body of each answer that is no success. */
export const createCall =
  (url: string, apiKey: string, onRefused: (body: string) => void = () => undefined): Call =>
  async (method, path, body) => {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        // On a busy machine a connection that is kept may be closed by the other side just when it is used again.
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json', connection: 'close' },
        signal: AbortSignal.timeout(patienceMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) onRefused(text)
      const value: unknown = JSON.parse(text)
      return {
        kind: 'answered',
        status: response.status,
        body: typeof value === 'object' && value !== null ? { ...value } : {},
      }
    } catch {
      // The host has ended, or no answer came in time.
      return { kind: 'unknown' }
    }
  }
