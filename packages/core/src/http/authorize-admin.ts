import { createHash, timingSafeEqual } from 'node:crypto'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { ApiRequest } from './exchange.ts'

/** Tells whether a request comes from whoever runs the server; a host that has its own login passes one of these. */
export type AuthorizeAdmin = (request: ApiRequest) => boolean | Promise<boolean>

/** Who may use the routes under `/api/v1/admin`; without either of the two there are none. */
export interface AdminOptions {
  /**
   * A key for these routes, in the header `x-admin-key` or as `Authorization: Bearer`: at least 16 characters. It is no
   * account's key, and no account's key opens them.
   */
  readonly adminKey?: string | undefined
  /** Tells whether a request may use these routes. */
  readonly authorizeAdmin?: AuthorizeAdmin | undefined
}

/** Builds the judge of who runs the server; null where nobody does over HTTP. Throws `invalid_request`. */
export const createAdminJudge = ({ adminKey, authorizeAdmin }: AdminOptions): AuthorizeAdmin | null => {
  if (adminKey === undefined) return authorizeAdmin ?? null
  if (typeof adminKey !== 'string' || adminKey.length < 16) {
    throw new KhabeerError('invalid_request', 'adminKey: must have at least 16 characters.')
  }
  const wanted = digestOf(adminKey)
  return async (request) => {
    const given = keyIn(request.headers)
    // Digests are of one length, and comparing them tells nothing of the key by the time it takes.
    if (given !== null && timingSafeEqual(digestOf(given), wanted)) return true
    return authorizeAdmin === undefined ? false : authorizeAdmin(request)
  }
}

/** The error of whoever may not. */
export const notAdmin = (): KhabeerError =>
  new KhabeerError('unauthorized', 'The admin key is missing or not valid. Send it in the x-admin-key header.')

/** Tells whether a request claims to come from whoever runs the server. */
export const carriesAdminKey = (headers: ApiRequest['headers']): boolean => keyIn(headers) !== null

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const keyIn = (headers: ApiRequest['headers']): string | null => {
  const { 'x-admin-key': own, authorization } = headers
  if (typeof own === 'string') return own
  const bearer = typeof authorization === 'string' ? /^Bearer +(\S+)$/iu.exec(authorization) : null
  return bearer?.[1] ?? null
}
