import type { Stanza } from '../../wire/stanza.ts'
import { childrenOf } from '../../wire/stanza.ts'
import { element } from '../iq-stanza.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'

const PRIVACY = ['readreceipts', 'profile', 'status', 'online', 'last', 'groupadd', 'calladd']

// The one switch among the client's server-side properties that concerns 1:1 messages: attach trusted-contact tokens.
const TOKENS_ON_MESSAGES = '10518'

/** Answers the queries about the account that a client makes at login, and those that only want to be heard. */
export function answerAccountIq({ iq, first }: IqRequest): IqAnswer {
  switch (`${iq.attrs.xmlns} ${first.tag}`) {
    case 'abt props':
      return [properties()]
    case 'blocklist ':
      return [element('list')]
    case 'privacy privacy':
      return [
        element(
          'privacy',
          PRIVACY.map((name) => element('category', [], { name, value: 'all' })),
        ),
      ]
    case 'w:sync:app:state sync':
      return [element('sync', childrenOf(first, 'collection').map(emptyCollection))]
    case 'md remove-companion-device':
    case 'passive active':
    case 'passive passive':
    case 'privacy tokens':
    case 'urn:xmpp:whatsapp:dirty clean':
    case 'urn:xmpp:whatsapp:push config':
    case 'w:p ping':
    case 'w:p ':
    case 'w:stats add':
      return []
    default:
      return undefined
  }
}

function properties(): Stanza {
  return element('props', [element('prop', [], { config_code: TOKENS_ON_MESSAGES, config_value: '1' })], {
    protocol: '1',
    hash: 'sandbox',
  })
}

function emptyCollection(collection: Stanza): Stanza {
  return element('collection', [], { name: collection.attrs.name ?? '', version: '0' })
}
