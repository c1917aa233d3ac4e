import { createHash } from 'node:crypto'
import type { Companion } from '../../people/companion.ts'
import { deliver, takeBundle } from '../../people/companion.ts'
import { bigEndian, fromKeyBundle, leaf, toNumber, toPreKey, toSignedPreKey } from '../../signal/key-stanzas.ts'
import { parseJid } from '../../wire/jid.ts'
import type { Stanza } from '../../wire/stanza.ts'
import { bytesOf, child, childrenOf } from '../../wire/stanza.ts'
import { element, errorStanza, SERVICE } from '../iq-stanza.ts'
import type { Network } from '../network.ts'
import { unixNow } from '../network.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'

const LOW_ON_KEYS = 5

/** Answers the queries about keys: how many are left, which they are, new ones, and those of others. */
export function answerEncryptIq({ network, companion, iq, first }: IqRequest): IqAnswer {
  const isSet = iq.attrs.type === 'set'
  if (first.tag === 'count') return [element('count', [], { value: String(companion.preKeys.length) })]
  if (first.tag === 'digest') return [digestOf(companion)]
  if (first.tag === 'key' && !isSet) {
    return [
      element(
        'list',
        childrenOf(first, 'user').map((user) => bundleOf(network, user)),
      ),
    ]
  }
  if (first.tag === 'rotate') return takeSignedKey(companion, first)
  if (isSet && child(iq, 'identity')) return takeKeys(companion, iq)
  return undefined
}

function takeKeys(companion: Companion, iq: Stanza): IqAnswer {
  const registration = child(iq, 'registration')
  const identity = child(iq, 'identity')
  const list = child(iq, 'list')
  if (!registration || !identity || !list) return undefined
  companion.registrationId = toNumber(bytesOf(registration))
  companion.identityKey = bytesOf(identity)
  companion.provenIdentity = null
  companion.signedPreKey = toSignedPreKey(child(iq, 'skey')) ?? companion.signedPreKey
  const uploaded = childrenOf(list, 'key').flatMap((stanza) => toPreKey(stanza) ?? [])
  const known = new Set(companion.preKeys.map((key) => key.id))
  companion.preKeys.push(...uploaded.filter((key) => !known.has(key.id)))
  return []
}

function takeSignedKey(companion: Companion, rotate: Stanza): IqAnswer {
  const rotated = toSignedPreKey(child(rotate, 'skey'))
  if (!rotated) return undefined
  companion.signedPreKey = rotated
  return []
}

function digestOf(companion: Companion): Stanza {
  const { registrationId, identityKey, signedPreKey, preKeys } = companion
  const hash = createHash('sha1').update(identityKey).update(signedPreKey.publicKey)
  for (const key of preKeys) hash.update(key.publicKey)
  const [registration, type, identity, skey] = fromKeyBundle({ registrationId, identityKey, signedPreKey })
  const ids = preKeys.map((key) => leaf('id', bigEndian(key.id, 3)))
  const parts = [registration, type, identity, skey].filter((part) => part !== undefined)
  return element('digest', [...parts, element('list', ids), leaf('hash', hash.digest())])
}

function bundleOf(network: Network, user: Stanza): Stanza {
  const { jid = '' } = user.attrs
  const address = parseJid(jid)
  const person = network.people.find(address)
  const attrs = { jid, t: unixNow(network) }
  if (person && address.device === 0) return element('user', fromKeyBundle(person.signal.bundle()), attrs)
  const companion = person?.companions.get(address.device)
  if (!companion) return element('user', [errorStanza(404, 'item-not-found')], attrs)
  const bundle = takeBundle(companion)
  if (companion.preKeys.length < LOW_ON_KEYS) askForKeys(network, companion)
  return element('user', fromKeyBundle(bundle), attrs)
}

/** Tells a client that few of its one-time keys are left. */
function askForKeys(network: Network, companion: Companion): void {
  const count = element('count', [], { value: String(companion.preKeys.length) })
  const id = `keys-${companion.preKeys.length}`
  deliver(companion, element('notification', [count], { from: SERVICE, type: 'encrypt', id, t: unixNow(network) }))
}
