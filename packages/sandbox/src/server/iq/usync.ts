import { createHash } from 'node:crypto'
import { signKeyIndexList } from '../../pairing/device-identity.ts'
import { isNumber } from '../../people/number.ts'
import type { Person } from '../../people/person.ts'
import { lidJid, PN_SERVER, pnJid } from '../../people/person.ts'
import { leaf } from '../../signal/key-stanzas.ts'
import { parseJid } from '../../wire/jid.ts'
import type { Stanza } from '../../wire/stanza.ts'
import { child, childrenOf, textOf } from '../../wire/stanza.ts'
import { element } from '../iq-stanza.ts'
import type { Network } from '../network.ts'
import { unixNow } from '../network.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'

/** Answers a directory query: for each user exactly the protocols that were asked for. */
export function answerUsync({ network, first }: IqRequest): IqAnswer {
  const query = child(first, 'query')
  const list = child(first, 'list')
  if (first.tag !== 'usync' || !query || !list) return undefined
  const protocols = childrenOf(query).map((protocol) => protocol.tag)
  const users = childrenOf(list, 'user').flatMap((user) => answerUser(network, user, protocols) ?? [])
  const { sid = '', mode = 'query', context = '' } = first.attrs
  const attrs = { sid, mode, context, index: '0', last: 'true' }
  return [element('usync', [element('result'), element('list', users)], attrs)]
}

function answerUser(network: Network, user: Stanza, protocols: readonly string[]): Stanza | undefined {
  const contact = child(user, 'contact')
  const asked = contact ? textOf(contact) : ''
  const digits = asked.replace(/\D/g, '')
  const { jid } = user.attrs
  const person = jid === undefined ? findByDigits(network, digits) : network.people.find(parseJid(jid))
  if (!person) return missingUser({ asked, jid: jid ?? `${digits}@${PN_SERVER}` }, protocols)

  const isByLid = jid !== undefined && parseJid(jid).server !== PN_SERVER
  const parts = protocols.flatMap((protocol): readonly Stanza[] => {
    if (protocol === 'contact') return [{ ...leaf('contact', asked), attrs: { type: 'in' } }]
    if (protocol === 'devices') return [devicesOf(network, person)]
    if (protocol === 'lid' && !isByLid) return [element('lid', [], { val: lidJid(person) })]
    return []
  })
  return element('user', parts, { jid: isByLid ? lidJid(person) : pnJid(person) })
}

function findByDigits(network: Network, digits: string): Person | null {
  return isNumber(digits) ? network.people.lookUp(digits) : null
}

/** A number without an account: `out` as a contact, and no devices. */
function missingUser(
  user: { readonly asked: string; readonly jid: string },
  protocols: readonly string[],
): Stanza | undefined {
  const parts = protocols.flatMap((protocol): readonly Stanza[] => {
    if (protocol === 'contact') return [{ ...leaf('contact', user.asked), attrs: { type: 'out' } }]
    if (protocol === 'devices') return [element('devices', [element('device-list')])]
    return []
  })
  return parts.length === 0 ? undefined : element('user', parts, { jid: user.jid })
}

function devicesOf(network: Network, person: Person): Stanza {
  const companions = [...person.companions.values()]
  const devices = [
    element('device', [], { id: '0' }),
    ...companions.map((companion) =>
      element('device', [], { id: String(companion.deviceId), 'key-index': String(companion.keyIndex) }),
    ),
  ]
  const ids = devices.map((device) => device.attrs.id).join(',')
  const hash = createHash('sha256').update(ids).digest('base64').slice(0, 8)
  const list = element('device-list', devices, { hash: `2:${hash}` })
  if (companions.length === 0) return element('devices', [list])
  const indexes = signKeyIndexList(
    person.identity,
    companions.map((companion) => companion.keyIndex),
  )
  return element('devices', [list, { ...leaf('key-index-list', indexes), attrs: { ts: unixNow(network) } }])
}
