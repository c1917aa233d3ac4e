import type { IncomingMessage } from 'node:http'
import { isPublicAddress } from './address-policy.ts'
import { isAllowed } from './allow-list.ts'
import { connectPinned } from './connect-pinned.ts'
import { withDeadline } from './deadline.ts'
import { headerText } from './header-text.ts'
import { MediaFetchError, mediaStatusError } from './media-fetch-error.ts'
import { checkMediaUrl } from './media-url.ts'
import { requestOnce } from './request-once.ts'
import type { ResolveHost } from './resolve-host.ts'
import { resolveAcceptable } from './resolve-host.ts'
import { hostOf } from './url-endpoint.ts'

/** How a media URL may be opened. */
export interface OpenMediaOptions {
  readonly allow: readonly string[]
  readonly resolve: ResolveHost
  readonly connectMs: number
  readonly headersMs: number
  readonly ca: string | undefined
  /** Replaces the address rule; only a test that proves the rule's worth has a reason to. */
  readonly isPublic?: ((address: string) => boolean) | undefined
}

/** An answer with the file in it, its body unread, and the URL that gave it. */
export interface OpenedMedia {
  readonly response: IncomingMessage
  readonly url: URL
}

/** How many redirects are followed. */
const maxRedirects = 3

/** Opens a media URL, following redirects by hand: every rule holds again at each of them. */
export async function openMedia(
  request: { readonly url: string; readonly accept: string; readonly signal: AbortSignal },
  options: OpenMediaOptions,
): Promise<OpenedMedia> {
  let url = checkedUrl(request.url, options, 'bad_url')
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await openHop(url, request, options)
    try {
      const target = redirectTarget(response, url)
      if (target === undefined) {
        assertUsable(response)
        return { response, url }
      }
      response.destroy()
      url = checkedUrl(target, options, 'bad_redirect')
    } catch (error) {
      response.destroy()
      throw error
    }
  }
  throw new MediaFetchError('bad_redirect')
}

async function openHop(
  url: URL,
  { accept, signal }: { readonly accept: string; readonly signal: AbortSignal },
  options: OpenMediaOptions,
): Promise<IncomingMessage> {
  const isAcceptable = isAllowed(url, options.allow) ? () => true : (options.isPublic ?? isPublicAddress)
  const connecting = {
    signals: [signal],
    timeoutMs: options.connectMs,
    error: () => new MediaFetchError('unreachable'),
  }
  const socket = await withDeadline(connecting, async (signal) => {
    const addresses = await resolveAcceptable({ host: hostOf(url), resolve: options.resolve, isAcceptable, signal })
    signal.throwIfAborted()
    return connectPinned({ url, addresses, isAcceptable, ca: options.ca, signal })
  })
  try {
    const answering = { signals: [signal], timeoutMs: options.headersMs, error: () => new MediaFetchError('too_slow') }
    return await withDeadline(answering, (signal) => requestOnce({ url, socket, accept, signal }))
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function checkedUrl(raw: string, { allow, isPublic }: OpenMediaOptions, failure: 'bad_url' | 'bad_redirect'): URL {
  const check = checkMediaUrl(raw, allow, isPublic)
  if (check.ok) return check.url
  throw new MediaFetchError(failure, failure === 'bad_url' ? { message: check.problem } : {})
}

const redirectStatuses = new Set([301, 302, 303, 307, 308])

function redirectTarget(response: IncomingMessage, from: URL): string | undefined {
  const location = response.headers.location
  if (location === undefined || !redirectStatuses.has(response.statusCode ?? 0)) return undefined
  const text = headerText(location)
  // Judged before resolving: resolving drops tabs and turns backslashes round.
  if (/[\s\p{Cc}\\]/u.test(text) || !URL.canParse(text, from.href)) throw new MediaFetchError('bad_redirect')
  const target = new URL(text, from.href)
  if (from.protocol === 'https:' && target.protocol === 'http:') throw new MediaFetchError('bad_redirect')
  return target.href
}

function assertUsable({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode < 200 || statusCode > 299) throw mediaStatusError(statusCode)
  const encoding = headers['content-encoding'] ?? 'identity'
  const transfer = headers['transfer-encoding'] ?? 'chunked'
  // 206 is a part that nobody asked for. A coding inside Transfer-Encoding would reach us still compressed.
  if (statusCode === 206 || encoding.toLowerCase() !== 'identity' || transfer.toLowerCase() !== 'chunked') {
    throw new MediaFetchError('bad_answer')
  }
}
