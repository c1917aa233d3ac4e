import type { ErrorCode } from './api-types.ts'

/** What a {@link KhabeerApiError} is made of. */
export interface ApiErrorFacts {
  readonly status: number
  readonly code: ErrorCode | 'unreadable_answer'
  readonly details: Readonly<Record<string, unknown>>
  readonly retryAfter: number | null
}

/** A request that was refused, or answered with something that is not the API's. */
export class KhabeerApiError extends Error implements ApiErrorFacts {
  override readonly name = 'KhabeerApiError'
  /** The HTTP status. */
  readonly status: number
  /** A stable word; `unreadable_answer` when somebody else answered, such as a proxy. */
  readonly code: ErrorCode | 'unreadable_answer'
  /** What more there is to say; empty when there is nothing. */
  readonly details: Readonly<Record<string, unknown>>
  /** After how many seconds the same request can succeed; null when nobody said. */
  readonly retryAfter: number | null

  constructor(message: string, facts: ApiErrorFacts) {
    super(message)
    this.status = facts.status
    this.code = facts.code
    this.details = facts.details
    this.retryAfter = facts.retryAfter
  }
}

/**
 * Tells whether a caught value is a {@link KhabeerApiError}, also one of another copy of this package.
 *
 * @example
 * ```ts
 * import type { KhabeerClient } from '@khabeer/client'
 * import { isKhabeerApiError } from '@khabeer/client'
 *
 * export const sendLater = async (client: KhabeerClient, to: string, text: string) => {
 *   try {
 *     return await client.messages.send({ instance_id: 1, to, text })
 *   } catch (error) {
 *     if (!isKhabeerApiError(error) || error.code !== 'quota_exceeded') throw error
 *     return { again: new Date(Date.now() + (error.retryAfter ?? 60) * 1000) }
 *   }
 * }
 * ```
 */
export const isKhabeerApiError = (value: unknown): value is KhabeerApiError =>
  value instanceof Error && value.name === 'KhabeerApiError' && 'code' in value && 'status' in value
