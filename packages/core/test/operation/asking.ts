import type { Khabeer } from '@khabeer/core'
import type { ApiOptions } from '@khabeer/core/http'
import { createApi } from '@khabeer/core/http'

/** What was answered: JSON as it is, anything else as its text. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** The key of every core that is asked here. */
export const apiKey = 'the-key-of-these-tests'

/** The key of whoever runs the server. */
export const adminKey = 'the-key-of-the-house'

/** Builds a client of the API of a core. */
export const createAsking = (core: Khabeer, options: Partial<ApiOptions> = {}) => {
  const api = createApi({ core, adminKey, ...options })
  return async (
    line: string,
    body?: object,
    headers: Readonly<Record<string, string>> = { 'x-api-key': apiKey },
  ): Promise<Answered> => {
    const [method = '', path = ''] = line.split(' ')
    const answer = await api.handle({
      method,
      path: `/api/v1${path}`,
      prefix: '',
      query: '',
      headers: { 'content-type': 'application/json', ...headers },
      body: { kind: 'parsed', value: body },
      signal: new AbortController().signal,
    })
    if (answer === null) throw new Error(`${line} is none of ours.`)
    const { status, headers: answered, body: given } = answer
    if (given.kind === 'stream') throw new Error(`${line} is a stream.`)
    const shown = given.kind === 'json' ? given.value : Buffer.from(given.bytes).toString('utf8')
    return { status, headers: answered, body: shown }
  }
}
