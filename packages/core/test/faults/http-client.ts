import type { Khabeer } from '@khabeer/core'
import { createApi } from '@khabeer/core/http'

/** What the HTTP API answered. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** Calls a core by its HTTP API, with the key that it was given. */
export type HttpClient = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<HttpAnswer>

/** The key of every core that is tested over HTTP. */
export const apiKey = 'the-key-of-these-tests'

/** Builds a client of a core. */
export const createHttpClient = (core: Khabeer): HttpClient => {
  const api = createApi({ core, throttle: false })
  return async (method, path, body, headers = {}) => {
    const answer = await api.handle({
      method,
      path: `/api/v1${path}`,
      prefix: '',
      query: '',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', ...headers },
      body: { kind: 'parsed', value: body },
      signal: new AbortController().signal,
    })
    if (answer?.body.kind !== 'json') throw new Error(`${path} was not answered in JSON.`)
    // Every JSON answer of the API is an object.
    return { status: answer.status, headers: answer.headers, body: answer.body.value as HttpAnswer['body'] }
  }
}
