import { randomBytes } from 'node:crypto'

/** How long the host accepts a token that it has handed out. */
export const MEDIA_AUTH_TTL_SECONDS = 21_600

/** The tokens that allow uploads. */
export interface MediaAuth {
  issue(): string
  accepts(token: string | null): boolean
}

/** Creates the tokens of one host. */
export function createMediaAuth(now: () => number): MediaAuth {
  const expiries = new Map<string, number>()
  return {
    issue() {
      const token = randomBytes(24).toString('base64url')
      expiries.set(token, now() + MEDIA_AUTH_TTL_SECONDS * 1000)
      return token
    },
    accepts(token) {
      const expiresAt = token === null ? undefined : expiries.get(token)
      return expiresAt !== undefined && now() < expiresAt
    },
  }
}
