import { isIP } from 'node:net'
import { isPublicAddress } from './address-policy.ts'
import { isAllowed } from './allow-list.ts'
import { hostOf } from './url-endpoint.ts'

/** A media URL that may be tried, or in words why not and what to write instead. */
export type MediaUrlCheck = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly problem: string }

/** The longest media URL that is accepted, in characters. */
const maxMediaUrlLength = 2048

/**
 * Judges a caller's media URL by its text alone: what can be refused without asking DNS.
 *
 * An entry of `allow` (`host:port`) lifts the rule about addresses for that endpoint, and no other rule. The problem's
 * text never repeats the URL, which may hold credentials.
 */
export function checkMediaUrl(
  raw: string,
  allow: readonly string[],
  isPublic: (address: string) => boolean = isPublicAddress,
): MediaUrlCheck {
  if (raw.length > maxMediaUrlLength) {
    return refuse(`The media URL is longer than ${maxMediaUrlLength} characters. Use a shorter one.`)
  }
  // Parsers disagree about these, and a URL that two of them read differently is how a check is passed by.
  if (/[\s\p{Cc}\\]/u.test(raw)) {
    return refuse('The media URL contains white space, a control character or a backslash. Percent-encode it.')
  }
  const authority = /^https?:\/\/([^/?#]+)/i.exec(raw)?.[1]
  if (authority === undefined) {
    return refuse('The media URL must be absolute and start with http:// or https://.')
  }
  if (authority.includes('@')) {
    return refuse('The media URL contains a user name or password. Use a URL that needs none, such as a signed link.')
  }
  if (!URL.canParse(raw)) {
    return refuse('The media URL is not valid. Use one such as https://example.com/image.jpg.')
  }

  const url = new URL(raw)
  if (hostOf(url).split('.').includes('')) {
    return refuse('The media URL names no valid host. Use one such as https://example.com/image.jpg.')
  }
  if (!isAllowed(url, allow) && isOwnMachineOrRefused(hostOf(url), isPublic)) {
    return refuse(
      'The media URL points at an address that is not public. Use a URL that anyone on the internet can open, ' +
        'or have the operator add its host:port to media.allow.',
    )
  }
  return { ok: true, url }
}

function isOwnMachineOrRefused(host: string, isPublic: (address: string) => boolean): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return isIP(host) !== 0 && !isPublic(host)
}

function refuse(problem: string): MediaUrlCheck {
  return { ok: false, problem }
}
