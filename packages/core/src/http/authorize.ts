import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import type { ApiRequest } from './exchange.ts'

/**
 * Tells which account a request acts for; null when it may not act at all.
 *
 * A host that has its own login passes one of these and needs no API keys.
 */
export type Authorize = (
  request: ApiRequest,
) => { readonly accountId: number } | null | Promise<{ readonly accountId: number } | null>

/** Builds the step that names the account of a request. Throws `unauthorized` or `account_disabled`. */
export const createGate = (core: Khabeer, authorize?: Authorize): ((request: ApiRequest) => Promise<number>) => {
  const identify = authorize === undefined ? byApiKey(core) : byHost(core, authorize)
  return async (request) => {
    const identity = await identify(request)
    if (identity.isDisabled) throw new KhabeerError('account_disabled', 'This account is disabled.')
    return identity.accountId
  }
}

interface Acting {
  readonly accountId: number
  readonly isDisabled: boolean
}

const byApiKey =
  (core: Khabeer) =>
  async (request: ApiRequest): Promise<Acting> => {
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || key === '') throw refuse('The API key is missing. Send it in the x-api-key header.')
    const identity = await core.apiKeys.authenticate(key)
    if (identity === null) throw refuse('The API key is not valid: it is unknown or was revoked.')
    return identity
  }

const byHost =
  (core: Khabeer, authorize: Authorize) =>
  async (request: ApiRequest): Promise<Acting> => {
    const allowed = await authorize(request)
    if (allowed === null) throw refuse('This request may not act for an account.')
    const account = await core.accounts.get(allowed.accountId)
    return { accountId: account.id, isDisabled: account.isDisabled }
  }

const refuse = (message: string): KhabeerError => new KhabeerError('unauthorized', message)
