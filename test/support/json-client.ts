/** What a request was answered with. */
export interface JsonAnswer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** Sends a request with a key and a JSON body; a string is sent as it is. */
export type JsonClient = <Body = unknown>(method: string, path: string, body?: unknown) => Promise<JsonAnswer<Body>>

/** Builds a client as anybody would write it from the page: a base URL, a key, JSON. */
export const jsonClient =
  (baseUrl: string, key: string | null): JsonClient =>
  async <Body>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    // The caller names the shape that the page promises, and asserts on it.
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
  }
