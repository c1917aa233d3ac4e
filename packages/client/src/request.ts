import type { ApiRoutes } from './api-types.ts'
import type { KhabeerClientOptions } from './client-options.ts'

/** A route, as `GET /usage`. */
export type RouteLine = keyof ApiRoutes & string

/** What a caller may say of any call. */
export interface CallOptions {
  /** Ends the call early. */
  readonly signal?: AbortSignal | undefined
}

/** What is put into a request. */
export interface RequestParts extends CallOptions {
  readonly params?: Readonly<Record<string, number>> | undefined
  readonly query?: object | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Whether the answer goes on for as long as the caller wants. @defaultValue false */
  readonly isEndless?: boolean | undefined
}

/** Sends a request and gives its answer, of whatever status. */
export type SendRequest = (route: RouteLine, parts: RequestParts) => Promise<Response>

/** Builds what sends the requests of a client. */
export const createRequest = (options: KhabeerClientOptions): SendRequest => {
  const root = options.baseUrl.replace(/\/+$/, '').replace(/\/api\/v1$/, '')
  const timeoutMs = options.timeoutMs ?? 30_000
  // Called as a plain function: a browser's fetch refuses to be somebody's method.
  const send = options.fetch ?? ((url, init) => fetch(url, init))

  return (route, { params = {}, query = {}, body, headers = {}, signal, isEndless = false }) => {
    const [method = '', path = ''] = route.split(' ')
    const signals = [...(signal ? [signal] : []), ...(isEndless ? [] : [AbortSignal.timeout(timeoutMs)])]
    return send(`${root}/api/v1${fill(path, params)}${toQuery(query)}`, {
      method,
      headers: present({
        accept: 'application/json',
        'x-api-key': options.apiKey,
        'x-admin-key': options.adminKey,
        'content-type': body === undefined ? undefined : 'application/json',
        ...options.headers,
        ...headers,
      }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any(signals),
    })
  }
}

const fill = (path: string, params: Readonly<Record<string, number>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))

const toQuery = (query: object): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)] as [string, string]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

const present = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
