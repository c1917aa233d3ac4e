import type { KhabeerClientOptions } from './client-options.ts'

/** Throws a `TypeError` that names the option which no request could be sent with, whatever its type. */
export const checkOptions = ({ baseUrl, apiKey, adminKey, timeoutMs }: KhabeerClientOptions): void => {
  if (!isPlace(baseUrl)) {
    throw new TypeError('baseUrl must be where the API is mounted, e.g. https://example.com or https://example.com/wa.')
  }
  if (/[?#]|^https?:\/\/[^/]*@/i.test(baseUrl)) {
    throw new TypeError('baseUrl must hold no user, no ? and no #: only where the API is mounted.')
  }
  // A key is never repeated: what throws is often logged.
  if (!isKey(apiKey)) {
    throw new TypeError('apiKey must be a key such as khb_... Leave it out where the host has a login of its own.')
  }
  if (!isKey(adminKey)) {
    throw new TypeError('adminKey must be the admin key of the host. Leave it out where no admin route is called.')
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0 && Number.isFinite(timeoutMs))) {
    throw new TypeError('timeoutMs must be a number of milliseconds above 0, e.g. 30_000.')
  }
}

const isPlace = (value: unknown): boolean => {
  if (typeof value !== 'string') return false
  if (/^https?:\/\//i.test(value)) return URL.canParse(value)
  // A page asks its own host without naming it.
  return 'location' in globalThis && /^(?:$|\/(?!\/))/.test(value)
}

/** Whether a header can carry it. */
const isKey = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value))
