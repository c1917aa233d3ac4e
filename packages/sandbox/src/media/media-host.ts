import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import type { CertificateAuthority } from './certificate-authority.ts'
import { createMediaAuth } from './media-auth.ts'
import type { MediaInterceptor, MediaRequest } from './media-faults.ts'
import { mediaKindNamed } from './media-kind.ts'
import { createMediaStore, mediaToken } from './media-store.ts'
import { readBody } from './read-body.ts'

/** What a media host is started with. */
export interface MediaHostOptions {
  readonly authority: CertificateAuthority
  /** Tells the time in epoch milliseconds. @defaultValue Date.now */
  readonly now?: (() => number) | undefined
  /** Decides about requests that no handler of {@link MediaHost.intercept} decides about. */
  readonly fault?: MediaInterceptor | undefined
  /** The longest upload that is kept. @defaultValue 104857600 */
  readonly maxUploadBytes?: number | undefined
}

/** Where a stored file is found. */
export interface StoredMedia {
  readonly url: string
  readonly directPath: string
}

/** The server that keeps encrypted media, over TLS on loopback. */
export interface MediaHost {
  /** Host and port, as `media_conn` names it. */
  readonly hostname: string
  readonly url: string
  /** Hands out a token that allows uploads for a while. */
  issueAuth(): string
  /** Keeps an encrypted file without an upload, for simulated contacts. */
  put(blob: Uint8Array): StoredMedia
  get(directPath: string): Buffer | undefined
  /** Lets a handler decide about every upload and download from now on; null ends that. */
  intercept(handler: MediaInterceptor | null): void
  /** Ends the server and every connection, also those that hang. */
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly type: string
}

const DEFAULT_MAX_UPLOAD_BYTES = 100 * 1024 * 1024

/** Starts a media host on a free port of 127.0.0.1. */
export async function startMediaHost(options: MediaHostOptions): Promise<MediaHost> {
  const { certPem, keyPem } = options.authority.issue(['127.0.0.1', 'localhost'])
  const maxUploadBytes = options.maxUploadBytes ?? DEFAULT_MAX_UPLOAD_BYTES
  const auth = createMediaAuth(options.now ?? Date.now)
  const store = createMediaStore()
  const ending = new AbortController()
  let interceptor: MediaInterceptor | null = null
  let closed: Promise<void> | undefined

  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    // The client went away, the host is closing or a fault handler threw: in each case the line ends.
    handle(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const hostname = `127.0.0.1:${portOf(server.address())}`
  const url = `https://${hostname}`

  function put(blob: Uint8Array): StoredMedia {
    const directPath = store.put(blob)
    return { url: url + directPath, directPath }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = new URL(request.url ?? '/', url)
    const body = await readBody(request, maxUploadBytes)
    const fault = (interceptor ?? options.fault)?.(describe(request.method, target))
    if (fault?.action === 'hang') return
    if (fault?.action === 'delay') await delay(fault.delayMs, undefined, { signal: ending.signal })
    respond(response, fault?.action === 'answer' ? failure(fault.status) : answer(request.method, target, body))
  }

  function answer(method: string | undefined, target: URL, body: Buffer | undefined): Answer {
    if (method === 'POST') return upload(target, body)
    if (method !== 'GET') return failure(405)
    const blob = store.get(target.pathname)
    return blob === undefined ? failure(404) : { status: 200, body: blob, type: 'application/octet-stream' }
  }

  function upload(target: URL, body: Buffer | undefined): Answer {
    const { kind, token } = uploadTarget(target)
    if (kind === undefined) return failure(404)
    if (!auth.accepts(target.searchParams.get('auth'))) return failure(401)
    if (body === undefined) return failure(413)
    if (target.searchParams.get('token') !== token || mediaToken(body) !== token) return failure(400)
    const stored = put(body)
    return json(200, { url: stored.url, direct_path: stored.directPath })
  }

  return {
    hostname,
    url,
    issueAuth: auth.issue,
    put,
    get: store.get,
    intercept(handler) {
      interceptor = handler
    },
    close() {
      closed ??= new Promise((resolve) => {
        ending.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      })
      return closed
    },
  }
}

function describe(method: string | undefined, target: URL): MediaRequest {
  const path = target.pathname
  if (method !== 'POST') return { operation: 'download', path }
  return { operation: 'upload', kind: uploadTarget(target).kind, path }
}

function uploadTarget(target: URL) {
  const [, name = '', token = ''] = /^\/mms\/([a-z]+)\/([\w-]+)$/.exec(target.pathname) ?? []
  return { kind: mediaKindNamed(name), token }
}

function respond(response: ServerResponse, { status, body, type }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  response.end(body)
}

function failure(status: number): Answer {
  return json(status, { error: { code: status } })
}

function json(status: number, value: unknown): Answer {
  return { status, body: Buffer.from(JSON.stringify(value)), type: 'application/json' }
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The media host listens on no port.')
  return address.port
}
