import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { unlessAborted } from './deadline.ts'
import { MediaFetchError } from './media-fetch-error.ts'

/** Finds all addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>

/** Asks the system's resolver, hosts file included, as any other program on the machine would. */
export async function resolveWithSystem(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** What it takes to turn a host into addresses that may be connected to. */
export interface ResolveHostOptions {
  readonly host: string
  readonly resolve: ResolveHost
  readonly isAcceptable: (address: string) => boolean
  readonly signal: AbortSignal
}

/**
 * Resolves a host once and returns its addresses, to be connected to without asking again.
 *
 * One bad address among several refuses the host: a name with a private address beside a public one is either a
 * mistake or an attempt.
 */
export async function resolveAcceptable(options: ResolveHostOptions): Promise<readonly string[]> {
  const { host, resolve, isAcceptable, signal } = options
  const addresses = isIP(host) === 0 ? await unlessAborted(lookUp(host, resolve), signal) : [host]
  if (addresses.length === 0) throw new MediaFetchError('unknown_host')
  if (!addresses.every((address) => isIP(address) !== 0 && isAcceptable(address))) {
    throw new MediaFetchError('address_refused')
  }
  return addresses
}

async function lookUp(host: string, resolve: ResolveHost): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch (cause) {
    // Any other failure (a resolver that is down, say) may pass.
    const isUnknown = cause instanceof Error && 'code' in cause && cause.code === 'ENOTFOUND'
    throw new MediaFetchError(isUnknown ? 'unknown_host' : 'unreachable', { cause })
  }
}
