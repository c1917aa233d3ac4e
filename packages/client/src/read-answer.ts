import type { ErrorCode } from './api-types.ts'
import { KhabeerApiError } from './khabeer-api-error.ts'

/** Gives the JSON of an answer. Throws a {@link KhabeerApiError} when it is a refusal, or no JSON. */
export const readJson = async (response: Response): Promise<unknown> => {
  await assertGood(response)
  const value = await toJson(response)
  if (value === undefined) throw unreadable(response)
  return value
}

/** Throws the {@link KhabeerApiError} of an answer that is a refusal. */
export const assertGood = async (response: Response): Promise<void> => {
  if (response.ok) return
  const body = await toJson(response)
  if (!isRefusal(body)) throw unreadable(response)
  const { error, code, details = {} } = body
  throw new KhabeerApiError(error, { status: response.status, code, details, retryAfter: retryAfterOf(response) })
}

const toJson = async (response: Response): Promise<unknown> => {
  if (!/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel()
    return undefined
  }
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    // What is cut off or not JSON is not the API's; the caller says so with the status.
    return undefined
  }
}

interface Refusal {
  readonly error: string
  readonly code: ErrorCode
  readonly details?: Readonly<Record<string, unknown>>
}

const isRefusal = (body: unknown): body is Refusal =>
  typeof body === 'object' &&
  body !== null &&
  'error' in body &&
  typeof body.error === 'string' &&
  'code' in body &&
  typeof body.code === 'string'

const unreadable = (response: Response): KhabeerApiError =>
  new KhabeerApiError(`The answer with status ${response.status} is not the API's. Look at baseUrl, and at proxies.`, {
    status: response.status,
    code: 'unreadable_answer',
    details: {},
    retryAfter: retryAfterOf(response),
  })

const retryAfterOf = (response: Response): number | null => {
  const header = response.headers.get('retry-after')
  return header !== null && /^\d+$/.test(header) ? Number(header) : null
}
