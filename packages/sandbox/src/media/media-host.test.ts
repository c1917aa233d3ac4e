import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { encryptedStream, getWAUploadToServer } from '@whiskeysockets/baileys/lib/Utils/messages-media.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CertificateAuthority } from './certificate-authority.ts'
import { createCertificateAuthority } from './certificate-authority.ts'
import { MEDIA_AUTH_TTL_SECONDS } from './media-auth.ts'
import { decryptMedia, encryptMedia } from './media-crypto.ts'
import type { MediaFault, MediaRequest } from './media-faults.ts'
import type { MediaHost } from './media-host.ts'
import { startMediaHost } from './media-host.ts'
import { mediaToken } from './media-store.ts'

const silent = { level: 'silent', child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
const START = 1_700_000_000_000

let authority: CertificateAuthority
let agent: Agent
let host: MediaHost
let now: number

beforeAll(() => {
  authority = createCertificateAuthority()
  agent = new Agent({ ca: authority.caPem })
})
afterAll(() => agent.destroy())
beforeEach(async () => {
  now = START
  host = await startMediaHost({ authority, now: () => now, maxUploadBytes: 50_000 })
})
afterEach(() => host.close())

async function call(method: string, path: string, body?: Uint8Array) {
  const outgoing = request(new URL(path, host.url), { method, agent })
  outgoing.end(body)
  const [response]: IncomingMessage[] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response ?? []) chunks.push(chunk)
  return { status: response?.statusCode, body: Buffer.concat(chunks) }
}

function uploadPath(blob: Uint8Array, parts: { kind?: string; auth?: string; token?: string } = {}): string {
  const token = parts.token ?? mediaToken(blob)
  return `/mms/${parts.kind ?? 'image'}/${token}?auth=${parts.auth ?? host.issueAuth()}&token=${token}`
}

const upload = (blob: Uint8Array) => call('POST', uploadPath(blob), blob)

const pendingTimers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

/** Lets a fault decide, and tells when the first request has reached it. */
function intercept(fault: MediaFault | undefined): Promise<MediaRequest> {
  return new Promise((resolve) => {
    host.intercept((incoming) => {
      resolve(incoming)
      return fault
    })
  })
}

describe('an upload', () => {
  it('is kept and can be downloaded under the answered path', async () => {
    const blob = randomBytes(40_000)

    const answer = await upload(blob)
    const { url, direct_path: directPath } = JSON.parse(answer.body.toString())

    expect(answer.status).toBe(200)
    expect(url).toBe(host.url + directPath)
    expect(host.get(directPath)).toEqual(blob)
    expect(await call('GET', directPath)).toEqual({ status: 200, body: blob })
  })

  it('comes through from the unmodified client', async () => {
    const plain = randomBytes(20_000)
    const { mediaKey, encFilePath, fileEncSha256 } = await encryptedStream(plain, 'document')
    const auth = host.issueAuth()
    // Only these of the client's many settings are read on an upload.
    const toServer = getWAUploadToServer(
      { customUploadHosts: [], fetchAgent: agent, logger: silent, options: {} } as never,
      async () => ({
        auth,
        ttl: 3600,
        hosts: [{ hostname: host.hostname, maxContentLengthBytes: 1 << 20 }],
        fetchDate: new Date(now),
      }),
    )

    const answer = await toServer(encFilePath, {
      mediaType: 'document',
      fileEncSha256B64: fileEncSha256.toString('base64'),
    })
    await rm(encFilePath)

    expect(decryptMedia(host.get(answer.directPath) ?? Buffer.alloc(0), mediaKey, 'document')).toEqual(plain)
  })

  it('is refused without a token that the host handed out', async () => {
    const blob = randomBytes(100)

    expect((await call('POST', uploadPath(blob, { auth: 'made-up' }), blob)).status).toBe(401)
    expect((await call('POST', `/mms/image/${mediaToken(blob)}?token=${mediaToken(blob)}`, blob)).status).toBe(401)
  })

  it('is refused once its token has expired', async () => {
    const blob = randomBytes(100)
    const path = uploadPath(blob)
    now += MEDIA_AUTH_TTL_SECONDS * 1000 - 1
    const before = await call('POST', path, blob)
    now += 1

    expect(before.status).toBe(200)
    expect((await call('POST', path, blob)).status).toBe(401)
  })

  it('is refused when its bytes do not have the announced hash', async () => {
    const blob = randomBytes(100)

    expect((await call('POST', uploadPath(randomBytes(100)), blob)).status).toBe(400)
    expect((await call('POST', uploadPath(blob).replace(/token=.*/, 'token=other'), blob)).status).toBe(400)
    expect(host.get(host.put(randomBytes(1)).directPath.replace(/[^/]+$/, mediaToken(blob)))).toBeUndefined()
  })

  it('is refused when it is too long', async () => {
    expect((await upload(randomBytes(50_001))).status).toBe(413)
  })

  it('is refused for a kind that does not exist, and by other methods', async () => {
    const blob = randomBytes(100)

    expect((await call('POST', uploadPath(blob, { kind: 'hologram' }), blob)).status).toBe(404)
    expect((await call('PUT', uploadPath(blob), blob)).status).toBe(405)
  })
})

describe('a download', () => {
  it('gives what was put without an upload', async () => {
    const { blob } = encryptMedia(randomBytes(300), 'image')

    const stored = host.put(blob)

    expect(stored.url).toBe(host.url + stored.directPath)
    expect(await call('GET', stored.directPath)).toEqual({ status: 200, body: blob })
  })

  it('ignores the query that clients append', async () => {
    const stored = host.put(Buffer.from('x'))

    expect((await call('GET', `${stored.directPath}?hash=abc&mms-type=image`)).status).toBe(200)
  })

  it('answers 404 for a path that holds nothing', async () => {
    expect((await call('GET', '/v/t62/nothing')).status).toBe(404)
  })
})

describe('a fault', () => {
  it('sees what is asked and answers in the place of the host, until it is lifted', async () => {
    const blob = randomBytes(100)
    const seen = intercept({ action: 'answer', status: 507 })

    const refused = await upload(blob)
    host.intercept(null)
    const accepted = await upload(blob)

    expect(await seen).toEqual({ operation: 'upload', kind: 'image', path: `/mms/image/${mediaToken(blob)}` })
    expect(refused.status).toBe(507)
    expect(accepted.status).toBe(200)
  })

  it('applies to downloads too', async () => {
    const { directPath } = host.put(randomBytes(10))
    const seen = intercept({ action: 'answer', status: 410 })

    expect((await call('GET', directPath)).status).toBe(410)
    expect(await seen).toEqual({ operation: 'download', path: directPath })
  })

  it('may let a request pass, at once or later', async () => {
    const { directPath } = host.put(Buffer.from('x'))
    const faults: (MediaFault | undefined)[] = [undefined, { action: 'delay', delayMs: 20 }]
    host.intercept(() => faults.shift())

    const began = performance.now()
    const atOnce = await call('GET', directPath)
    const later = await call('GET', directPath)

    expect([atOnce.status, later.status]).toEqual([200, 200])
    expect(performance.now() - began).toBeGreaterThanOrEqual(19)
  })

  it.each([{ action: 'hang' } as const, { action: 'delay', delayMs: 60_000 } as const])(
    'that is still pending ($action) does not hold the end of the host up',
    async (fault) => {
      const reached = intercept(fault)
      const hanging = upload(randomBytes(10))
      const failed = expect(hanging).rejects.toThrow('socket hang up')
      await reached

      const timers = pendingTimers()
      await host.close()

      await failed
      expect(pendingTimers()).toBeLessThanOrEqual(fault.action === 'delay' ? timers - 1 : timers)
    },
  )
})

describe('close', () => {
  it('ends the server, once, however often it is called', async () => {
    const first = host.close()

    expect(host.close()).toBe(first)
    await first
    await expect(call('GET', '/')).rejects.toThrow('ECONNREFUSED')
  })
})

describe('trust', () => {
  it('is refused to a host whose authority the client does not know', async () => {
    const outgoing = request(host.url, { method: 'GET', agent: false })
    outgoing.end()

    const [error] = await once(outgoing, 'error')

    expect(error.code).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/)
  })
})
