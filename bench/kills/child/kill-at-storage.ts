import type { Storage } from '@khabeer/core'
import type { VerbCall } from '../../seams/wrap-storage.ts'
import { wrapStorage } from '../../seams/wrap-storage.ts'
import type { Trigger } from './trigger.ts'

/** Builds a storage that says where the gateway is, before and after each verb, and changes nothing else. */
export const killAtStorage = (storage: Storage, trigger: Trigger): Storage =>
  wrapStorage(storage, async (call) => {
    sayBefore(call, trigger)
    const result = await call.run(call.args)
    sayAfter(call.verb, result, trigger)
    return result
  })

const sayBefore = ({ verb, args }: VerbCall, { reached }: Trigger): void => {
  if (verb === 'messages.accept') reached('before_commit')
  if (verb === 'messages.advance' && has(args[1], 'status', 'sent')) reached('after_ack')
  if (verb === 'credentials.write' && countSessions(args[1]) > 1) reached('before_keys')
  if (verb === 'leases.renew') reached('takeover', 'renew')
  if (verb === 'credentials.read') reached('takeover', 'read_credentials')
}

const sayAfter = (verb: string, result: unknown, { reached }: Trigger): void => {
  if (verb === 'messages.accept' && has(result, 'kind', 'accepted')) reached('after_commit')
  if (verb === 'messages.claim' && has(result, 'kind', 'message')) reached('after_claim')
  if (verb === 'leases.acquire' && Array.isArray(result) && result.length > 0) reached('takeover', 'acquire')
  if (verb === 'messages.unsettled') reached('takeover', 'unsettled')
}

const has = (value: unknown, field: string, wanted: string): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, field) === wanted

/** A message changes two ratchets at once, the recipient's and the own phone's; whatever else changes one changes one alone. */
const countSessions = (changes: unknown): number =>
  Array.isArray(changes) ? changes.filter((change) => has(change, 'type', 'session')).length : 0
