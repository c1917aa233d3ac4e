import { z } from 'zod'
import { scopesOfKey } from '../accounts/api-key-input.ts'
import type { Identity } from '../accounts/identity.ts'
import { isKhabeerError, KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import type { KeyScope } from '../storage/account-record.ts'
import { allows, keyScopes } from '../storage/key-scopes.ts'
import type { RouteScope } from './define-route.ts'
import type { ApiRequest } from './exchange.ts'
import type { RefuseKey } from './failed-keys.ts'

/** What a host's own login lets a request do. */
export interface Authorized {
  readonly accountId: number
  /** @defaultValue all of them */
  readonly scopes?: readonly KeyScope[] | undefined
  /** The only instances that it sees, with their messages; null for all of the account. @defaultValue null */
  readonly instanceIds?: readonly number[] | null | undefined
}

/**
 * Tells which account a request acts for, and what it may do there; null when it may not act at all.
 *
 * A host that has its own login passes one of these and needs no API keys.
 */
export type Authorize = (request: ApiRequest) => Authorized | null | Promise<Authorized | null>

/** Who acts: an account, and what of it. */
export type Actor = Omit<Identity, 'isDisabled'>

/** The step before every route. Throws `unauthorized`, `account_disabled` or `scope_missing`; null where nobody is asked. */
export type Gate = (request: ApiRequest, scope: RouteScope) => Promise<Actor | null>

/** Tells whether somebody may still do and see just what they could. */
export const isSameActor = (one: Actor | null, other: Actor | null): boolean => boundsOf(one) === boundsOf(other)

const boundsOf = (actor: Actor | null): string =>
  JSON.stringify([actor?.accountId, actor?.apiKeyId, actor?.scopes, actor?.instanceIds])

/** What a gate is built from. */
export interface GateOptions {
  readonly authorize?: Authorize | undefined
  readonly refuseKey: RefuseKey
}

/** What of a core is asked who acts. */
export interface GateCore {
  readonly apiKeys: Pick<Khabeer['apiKeys'], 'authenticate'>
  readonly accounts: Pick<Khabeer['accounts'], 'get'>
}

/** Builds the step that says who acts, and refuses whoever may not. */
export const createGate = (core: GateCore, options: GateOptions): Gate => {
  const { authorize } = options
  const identify = authorize === undefined ? byApiKey(core, options) : byHost(core, authorize)
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
  (core: GateCore, { refuseKey }: GateOptions) =>
  async (request: ApiRequest): Promise<Identity> => {
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || key === '') throw refuse('The API key is missing. Send it in the x-api-key header.')
    const identity = await core.apiKeys.authenticate(key)
    if (identity !== null) return identity
    throw refuseKey(request, refuse('The API key is not valid: it is unknown, was revoked or has expired.'))
  }

/** Unlike a key, a login may see no instance at all. */
const seenByHost = z.array(z.int().min(1)).nullable()

const byHost =
  (core: GateCore, authorize: Authorize) =>
  async (request: ApiRequest): Promise<Identity> => {
    const allowed = await authorize(request)
    if (allowed === null) throw refuse('This request may not act for an account.')
    const account = await core.accounts.get(allowed.accountId).catch((cause: unknown) => {
      throw isKhabeerError(cause) && cause.code === 'account_not_found' ? refuse(noSuchAccount, cause) : cause
    })
    return {
      accountId: account.id,
      isDisabled: account.isDisabled,
      apiKeyId: null,
      // A host's mistake here must not open what it meant to close: it is thrown, and answered as a fault.
      scopes: allowed.scopes === undefined ? keyScopes : scopesOfKey.parse(allowed.scopes),
      instanceIds: seenByHost.parse(allowed.instanceIds ?? null),
      expiresAt: null,
    }
  }

const noSuchAccount =
  'This login acts for an account that does not exist. Whoever runs the server has its authorize name one that does.'

const refuse = (message: string, cause?: unknown): KhabeerError => new KhabeerError('unauthorized', message, { cause })
