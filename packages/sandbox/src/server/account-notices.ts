import { newMessageId } from '../messages/message-id.ts'
import type { AccountLimits } from '../people/account-limits.ts'
import { activeCap, activeRestriction, isUsedUp } from '../people/account-limits.ts'
import { deliver } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { leaf } from '../signal/key-stanzas.ts'
import { element, SERVICE } from './iq-stanza.ts'
import type { Network } from './network.ts'
import { unixNow } from './network.ts'

/** Tells the clients of an account that a restriction began or ended. */
export function tellRestriction(network: Network, person: Person): void {
  const data = { xwa2_notify_account_reachout_timelock: toTimelock(person.limits, network.clock.now()) }
  tell(network, person, { operation: 'NotificationUserReachoutTimelockUpdate', data })
}

/** Tells the clients of an account how many new chats it may begin. A guess. */
export function tellNewChatCap(network: Network, person: Person): void {
  const data = { xwa2_notify_new_chat_messages_capping_info_update: toCapInfo(person.limits, network.clock.now()) }
  tell(network, person, { operation: 'MessageCappingInfoNotification', data })
}

/** Writes the restriction of an account as queries and notifications carry it; times are whole seconds as text. */
export function toTimelock(limits: AccountLimits, now: number): object {
  const restriction = activeRestriction(limits, now)
  if (restriction === null) return { is_active: false }
  return {
    is_active: true,
    time_enforcement_ends: seconds(restriction.until),
    enforcement_type: restriction.type,
  }
}

/** Writes the new-chat cap of an account as queries and notifications carry it. A guess. */
export function toCapInfo(limits: AccountLimits, now: number): object {
  const cap = activeCap(limits, now)
  if (cap === null) return { capping_status: 'NONE' }
  return {
    total_quota: cap.total,
    used_quota: cap.used,
    cycle_start_timestamp: seconds(cap.startedAt),
    cycle_end_timestamp: seconds(cap.until),
    server_sent_timestamp: seconds(now),
    capping_status: isUsedUp(cap) ? 'CAPPED' : 'NONE',
  }
}

function tell(network: Network, person: Person, news: { readonly operation: string; readonly data: object }): void {
  const update = leaf('update', JSON.stringify({ data: news.data }))
  for (const companion of person.companions.values()) {
    const attrs = { from: SERVICE, type: 'mex', id: newMessageId(), t: unixNow(network) }
    deliver(companion, element('notification', [{ ...update, attrs: { op_name: news.operation } }], attrs))
  }
}

// Rounded up: who waits for the second that is told must not come too early.
function seconds(at: number): string {
  return String(Math.ceil(at / 1000))
}
