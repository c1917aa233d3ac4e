import { allows, keyScopes } from '../accounts/key-scopes.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Identity, Khabeer } from '../facade.ts'
import type { RouteScope } from './define-route.ts'
import type { ApiRequest } from './exchange.ts'

/**
 * Tells which account a request acts for; null when it may not act at all.
 *
 * A host that has its own login passes one of these and needs no API keys.
 */
export type Authorize = (
  request: ApiRequest,
) => { readonly accountId: number } | null | Promise<{ readonly accountId: number } | null>

/** Who acts: an account, and what of it. */
export type Actor = Omit<Identity, 'isDisabled'>

/** The step before every route. Throws `unauthorized`, `account_disabled` or `scope_missing`; null where nobody is asked. */
export type Gate = (request: ApiRequest, scope: RouteScope) => Promise<Actor | null>

/** Builds the step that says who acts, and refuses whoever may not. */
export const createGate = (core: Khabeer, authorize?: Authorize): Gate => {
  const identify = authorize === undefined ? byApiKey(core) : byHost(core, authorize)
  return async (request, scope) => {
    if (scope === 'public') return null
    const identity = await identify(request)
    if (identity.isDisabled) throw new KhabeerError('account_disabled', 'This account is disabled.')
    if (scope !== 'admin' && allows(identity.scopes, scope)) return identity
    throw new KhabeerError('scope_missing', `This needs the scope ${scope}. Use an API key that has it.`, {
      details: { scope },
    })
  }
}

const byApiKey =
  (core: Khabeer) =>
  async (request: ApiRequest): Promise<Identity> => {
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || key === '') throw refuse('The API key is missing. Send it in the x-api-key header.')
    const identity = await core.apiKeys.authenticate(key)
    if (identity === null) throw refuse('The API key is not valid: it is unknown or was revoked.')
    return identity
  }

const byHost =
  (core: Khabeer, authorize: Authorize) =>
  async (request: ApiRequest): Promise<Identity> => {
    const allowed = await authorize(request)
    if (allowed === null) throw refuse('This request may not act for an account.')
    const account = await core.accounts.get(allowed.accountId)
    return { accountId: account.id, isDisabled: account.isDisabled, scopes: keyScopes }
  }

const refuse = (message: string): KhabeerError => new KhabeerError('unauthorized', message)
