import { toEnd } from '../accounts/api-key-input.ts'
import { instanceNotFound, keyNotFound } from '../accounts/api-keys-service.ts'
import type { ApiKey, ApiKeyInput } from '../accounts/kept-api-key.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import { allows } from '../storage/key-scopes.ts'
import type { Actor } from './authorize.ts'

/** What somebody wants for a key; what is missing is left as it is, or as whoever asks has it. */
export type WantedRights = Pick<ApiKeyInput, 'scopes' | 'instanceIds'> & {
  readonly expiresAt?: string | Date | null | undefined
}

/** What finds a key by its id. */
export interface KeyFinder {
  readonly apiKeys: Pick<Khabeer['apiKeys'], 'get'>
}

/**
 * Tells whether somebody sees a key. Whoever sees only some instances sees the keys for these alone: another one could do
 * more than itself.
 */
export const seesKey = ({ instanceIds: seen }: Actor, { instanceIds }: ApiKey): boolean =>
  seen === null || instanceIds?.every((id) => seen.includes(id)) === true

/** Finds a living key that somebody sees. Throws `api_key_not_found`, also for one that is there and not seen. */
export const findKey = async (actor: Actor, { apiKeys }: KeyFinder, id: number): Promise<ApiKey> => {
  const found = await apiKeys.get(id, actor.accountId)
  if (!seesKey(actor, found)) throw keyNotFound(id)
  return found
}

/** Gives a new key nothing that whoever makes it has not: what it does not say is bounded as its maker is. */
export const rightsOfNewKey = (actor: Actor, wanted: WantedRights): WantedRights => {
  const { instanceIds = actor.instanceIds, expiresAt = actor.expiresAt } = wanted
  assertWithin(actor, { scopes: wanted.scopes, instanceIds, expiresAt })
  return { instanceIds, expiresAt, ...(wanted.scopes && { scopes: wanted.scopes }) }
}

/** Says when a new key in the place of another one ends: with that one, and no later than whoever makes it. */
export const endOfRotatedKey = (
  actor: Actor,
  replaced: ApiKey,
  wanted: WantedRights['expiresAt'],
): WantedRights['expiresAt'] => {
  const expiresAt = wanted === undefined ? earlier(replaced.expiresAt, actor.expiresAt) : wanted
  assertWithin(actor, { expiresAt })
  return expiresAt
}

/** Throws `invalid_request` for an end that is past, in the words of a body. */
export const assertAhead = (end: string | null | undefined, now: number): void => {
  toEnd(end, now, 'expires_at')
}

/** Throws unless somebody has what it wants for a key: `scope_missing`, or `instance_not_found` for what it does not see. */
export const assertWithin = (actor: Actor, { scopes = [], instanceIds, expiresAt }: WantedRights): void => {
  const missing = scopes.find((scope) => !allows(actor.scopes, scope))
  if (missing !== undefined) throw beyond(`scopes: ${missing} is not among your own scopes.`)
  assertSeen(actor.instanceIds, instanceIds)
  assertOutlived(actor.expiresAt, expiresAt)
}

const assertSeen = (seen: Actor['instanceIds'], wanted: WantedRights['instanceIds']): void => {
  if (seen === null || wanted === undefined) return
  if (wanted === null) throw beyond('instance_ids: name instances; you do not see all of them yourself.')
  const unseen = wanted.find((id) => !seen.includes(id))
  if (unseen !== undefined) throw instanceNotFound(unseen)
}

const assertOutlived = (end: Date | null, wanted: WantedRights['expiresAt']): void => {
  if (end === null || wanted === undefined) return
  if (wanted !== null && new Date(wanted) <= end) return
  throw beyond(`expires_at: must not be later than ${end.toISOString()}, when your own key ends.`)
}

const earlier = (one: Date | null, other: Date | null): Date | null => {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

const beyond = (words: string): KhabeerError =>
  new KhabeerError('scope_missing', `A key cannot make one that may do more than itself. ${words}`)
