import { counted } from '../errors/counted.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AcceptBatch, AcceptOutcome } from '../storage/message-store.ts'

/** An outcome that has stored nothing and answers nothing of before. */
export type AcceptRefusal = Exclude<AcceptOutcome, { readonly kind: 'accepted' | 'replayed' }>

/** Builds the error of a batch that was not accepted. */
export const acceptRefusal = (outcome: AcceptRefusal, batch: AcceptBatch): KhabeerError => {
  switch (outcome.kind) {
    case 'account_not_found':
      return new KhabeerError('account_not_found', `There is no account ${batch.accountId}.`)
    case 'account_disabled':
      return new KhabeerError('account_disabled', 'The account is disabled. Ask whoever runs this server to enable it.')
    case 'instance_not_found':
      return new KhabeerError(
        'instance_not_found',
        `There is no instance ${batch.instanceId} in this account. List its instances to see their ids.`,
      )
    case 'key_reused':
      return keyReused()
    case 'quota_exceeded':
      return quotaError(outcome, batch.messages.length)
  }
}

/** Builds the error of an idempotency key that stands for another call already. */
export const keyReused = (): KhabeerError =>
  new KhabeerError(
    'idempotency_key_reused',
    'This idempotency key came with another call before. Use a new key for a new call, and the same input for the same one.',
  )

const quotaError = (
  outcome: Extract<AcceptRefusal, { readonly kind: 'quota_exceeded' }>,
  asked: number,
): KhabeerError => {
  const left = Math.max(0, outcome.allowed - outcome.used)
  const resetAt = new Date(outcome.resetAt).toISOString()
  return new KhabeerError(
    'quota_exceeded',
    `The ${outcome.limit} limit of ${counted(outcome.allowed, 'message')} does not allow ${asked} more: ${left} left until ${resetAt}.`,
    {
      details: { limit: outcome.limit, reset_at: resetAt, allowed: outcome.allowed, remaining: left },
      retryAt: outcome.resetAt,
    },
  )
}
