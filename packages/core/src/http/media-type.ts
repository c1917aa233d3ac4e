import { KhabeerError } from '../errors/khabeer-error.ts'
import type { ApiRequest } from './exchange.ts'

/** Throws `unsupported_media_type` unless the body is said to be plain `application/json` in UTF-8. */
export const assertJson = (headers: ApiRequest['headers']): void => {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && String(encoding).trim().toLowerCase() !== 'identity') {
    throw refuse('The body is compressed. Send it without Content-Encoding.')
  }
  const [type, ...parameters] = String(headers['content-type'] ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/json')
    throw refuse('Send the body with Content-Type: application/json.')
  const charset = parameters.map(toCharset).find((name) => name !== null)
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') throw refuse('Send the body in UTF-8.')
}

const toCharset = (parameter: string): string | null =>
  /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i.exec(parameter)?.[1]?.toLowerCase() ?? null

const refuse = (message: string): KhabeerError => new KhabeerError('unsupported_media_type', message)
