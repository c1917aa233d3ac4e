import type { ErrorCode } from './codes.ts'

/** What may stand beside a message: never a phone number, a text or a key. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/**
 * The one error that leaves Khabeer's calls.
 *
 * @example
 * ```ts
 * import { isKhabeerError, type Khabeer } from '@khabeer/core'
 *
 * export const trySend = async (core: Khabeer) => {
 *   try {
 *     return await core.send({ instanceId: 1, to: '201001234567', text: 'Your order is ready.' })
 *   } catch (error) {
 *     if (isKhabeerError(error) && error.code === 'quota_exceeded') return null
 *     throw error
 *   }
 * }
 * ```
 */
export class KhabeerError extends Error {
  override readonly name = 'KhabeerError'
  /** The stable reason. */
  readonly code: ErrorCode
  /** More than one fact about the failure, where there is more than one. */
  readonly details: ErrorDetails | undefined
  /** Epoch ms from which the same call may succeed, where that is known. */
  readonly retryAt: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: ErrorDetails; readonly retryAt?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details
    this.retryAt = options.retryAt
  }
}

/** Tells whether a value is a {@link KhabeerError}, also one thrown by a second copy of the package. */
export const isKhabeerError = (value: unknown): value is KhabeerError =>
  value instanceof Error && value.name === 'KhabeerError' && 'code' in value
