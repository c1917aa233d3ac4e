/** The part of `fetch` that a client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What `createKhabeerClient` takes. */
export interface KhabeerClientOptions {
  /** Where the API is mounted, e.g. `https://example.com` or `https://example.com/wa`; `/api/v1` may stand behind it. In a page also `/wa`. */
  readonly baseUrl: string
  /** The API key; left out where the host has a login of its own. */
  readonly apiKey?: string | undefined
  /** The key of whoever runs the server, for the routes under `admin` and the metrics of the process. */
  readonly adminKey?: string | undefined
  /** More headers for every request, such as those of the host's own login. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How long a call may take. @defaultValue 30_000 */
  readonly timeoutMs?: number | undefined
  /** What sends the requests. @defaultValue the `fetch` of Node or the browser */
  readonly fetch?: Fetch | undefined
}
