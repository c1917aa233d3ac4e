import type { Stanza } from '../wire/stanza.ts'

/** The address of the service itself. */
export const SERVICE = '@s.whatsapp.net'

/** Answers a query. */
export function iqResult(iq: Stanza, children: readonly Stanza[] = []): Stanza {
  return {
    tag: 'iq',
    attrs: { from: SERVICE, type: 'result', id: iq.attrs.id ?? '' },
    ...(children.length > 0 && { content: children }),
  }
}

/** Refuses a query. */
export function iqError(iq: Stanza, code: number, text: string): Stanza {
  return {
    tag: 'iq',
    attrs: { from: SERVICE, type: 'error', id: iq.attrs.id ?? '' },
    content: [errorStanza(code, text)],
  }
}

/** What WhatsApp calls the codes of refused queries. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'bad-request',
  401: 'not-authorized',
  403: 'forbidden',
  404: 'item-not-found',
  406: 'not-acceptable',
  429: 'rate-overlimit',
  500: 'internal-server-error',
  501: 'feature-not-implemented',
  503: 'service-unavailable',
}

/** Names a code as WhatsApp does. */
export function errorText(code: number): string {
  return ERROR_TEXTS[code] ?? 'error'
}

/** An `<error>` as it stands in queries and their parts. */
export function errorStanza(code: number, text: string): Stanza {
  return { tag: 'error', attrs: { code: String(code), text } }
}

/** Makes an element that holds only others. */
export function element(tag: string, children: readonly Stanza[] = [], attrs: Record<string, string> = {}): Stanza {
  return { tag, attrs, ...(children.length > 0 && { content: children }) }
}
