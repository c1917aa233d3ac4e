/** What one policy allows within a window, and what is left of it now. */
export interface RateLimit {
  readonly name: string
  readonly quota: number
  /** Missing where windows differ in length, such as months. */
  readonly windowSeconds?: number | undefined
  readonly remaining: number
  /** Until the window ends. */
  readonly resetSeconds: number
}

/** The headers that tell a client of its limits, by lower-case name. */
export type RateLimitHeaders = Readonly<Record<'ratelimit' | 'ratelimit-policy', string>>

/** Writes limits as the two fields of draft-ietf-httpapi-ratelimit-headers, which are lists of structured fields. */
export const toRateLimitHeaders = (limits: readonly RateLimit[]): RateLimitHeaders => ({
  'ratelimit-policy': limits.map(toPolicy).join(', '),
  ratelimit: limits.map(toLimit).join(', '),
})

/** Puts the limits of a key before those that an answer tells of already. */
export const joinRateLimits = (
  limits: RateLimitHeaders,
  answered: Readonly<Record<string, string>>,
): RateLimitHeaders => {
  const { ratelimit, 'ratelimit-policy': policy } = answered
  if (ratelimit === undefined || policy === undefined) return limits
  return {
    'ratelimit-policy': `${limits['ratelimit-policy']}, ${policy}`,
    ratelimit: `${limits.ratelimit}, ${ratelimit}`,
  }
}

/** The greatest integer of a structured field. */
const greatest = 999_999_999_999_999

const toPolicy = ({ name, quota, windowSeconds }: RateLimit): string =>
  `"${name}";q=${Math.min(quota, greatest)}${windowSeconds === undefined ? '' : `;w=${windowSeconds}`}`

const toLimit = ({ name, remaining, resetSeconds }: RateLimit): string =>
  `"${name}";r=${Math.min(remaining, greatest)};t=${resetSeconds}`
