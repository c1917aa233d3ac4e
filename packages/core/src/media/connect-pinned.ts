import type { LookupFunction, Socket } from 'node:net'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { MediaFetchError } from './media-fetch-error.ts'
import { hostOf, portOf } from './url-endpoint.ts'

/** What it takes to open a connection to addresses that were checked before. */
export interface ConnectPinnedOptions {
  readonly url: URL
  /** The only addresses that may be tried, in this order. */
  readonly addresses: readonly string[]
  readonly isAcceptable: (address: string) => boolean
  /** PEM of the only certificates to trust, instead of those that Node trusts. */
  readonly ca: string | undefined
  readonly signal: AbortSignal
}

/**
 * Connects to one of the given addresses, never to another one, and speaks TLS when the URL asks for it.
 *
 * The address that the socket is really connected to is judged once more before a byte is written.
 */
export async function connectPinned(options: ConnectPinnedOptions): Promise<Socket> {
  const socket = await openTcp(options)
  if (options.url.protocol !== 'https:') return socket
  return openTls(socket, options)
}

/** With several addresses, how long each may take: Node's own 250 ms is too short for a far server. */
const attemptTimeoutMs = 1_000

async function openTcp({ url, addresses, isAcceptable, signal }: ConnectPinnedOptions): Promise<Socket> {
  const socket = connectTcp({
    host: hostOf(url),
    port: portOf(url),
    lookup: answerWith(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptTimeoutMs,
  })
  await settled(socket, 'connect', signal).catch((cause: unknown) => {
    throw new MediaFetchError('unreachable', { cause })
  })
  if (!isAcceptable(socket.remoteAddress ?? '')) {
    socket.destroy()
    throw new MediaFetchError('address_refused')
  }
  return socket
}

async function openTls(tcp: Socket, { url, ca, signal }: ConnectPinnedOptions): Promise<Socket> {
  const host = hostOf(url)
  const socket = connectTls({
    socket: tcp,
    host,
    // An address is no server name (RFC 6066); the certificate is then compared with `host`.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ALPNProtocols: ['http/1.1'],
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED in the host's environment does not switch it off.
    rejectUnauthorized: true,
  })
  await settled(socket, 'secureConnect', signal).catch((cause: unknown) => {
    tcp.destroy()
    const isBrokenOff = cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET'
    throw new MediaFetchError(isBrokenOff ? 'broken_off' : 'bad_certificate', { cause })
  })
  return socket
}

/** Answers every lookup with the pinned addresses: a second, different DNS answer can have no effect. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first] = answers
    if (options.all === true || first === undefined) return callback(null, answers)
    callback(null, first.address, first.family)
  }
}

async function settled(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  // Stays for the socket's life: an error between two owners must not be an uncaught exception in the host.
  socket.on('error', () => {})
  const onAbort = () => socket.destroy(new Error('The connection attempt was ended.'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(event, resolve)
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('The connection was closed.')))
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
