import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllowEntry } from './allow-list.ts'
import { withDeadline } from './deadline.ts'
import type { MediaDescription } from './describe-media.ts'
import { describeMedia } from './describe-media.ts'
import { MediaFetchError } from './media-fetch-error.ts'
import { openMedia } from './open-media.ts'
import type { ResolveHost } from './resolve-host.ts'
import { resolveWithSystem } from './resolve-host.ts'
import type { MinimumRate } from './save-body.ts'
import { saveBody } from './save-body.ts'

/** How media is fetched. */
export interface MediaFetcherOptions {
  /** A private directory that exists, such as `createTemporaryDirectory` makes. */
  readonly directory: string
  /** `host:port` of servers that may have a private address. */
  readonly allow: readonly string[]
  /** @defaultValue the system's resolver */
  readonly resolve?: ResolveHost | undefined
  readonly limits?: Partial<MediaLimits> | undefined
  readonly deadlines?: Partial<MediaDeadlines> | undefined
  /** PEM of the only certificates to trust. @defaultValue those that Node trusts */
  readonly ca?: string | undefined
  /** Replaces the address rule; only a test that proves the rule's worth has a reason to. */
  readonly isPublic?: ((address: string) => boolean) | undefined
}

/** The largest files that are taken. */
export interface MediaLimits {
  /** @defaultValue 16 MiB */
  readonly imageBytes: number
  /** @defaultValue 64 MiB */
  readonly documentBytes: number
  /** @defaultValue 100 million */
  readonly imagePixels: number
}

/** How long a server is waited for. */
export interface MediaDeadlines {
  /** Resolving, connecting and TLS, at each redirect. @defaultValue 5 s */
  readonly connectMs: number
  /** From the request to the answer's headers, at each redirect. @defaultValue 10 s */
  readonly headersMs: number
  /** The whole fetch. @defaultValue 60 s */
  readonly totalMs: number
  /** @defaultValue 1,000 bytes per second over 10 s */
  readonly minimumRate: MinimumRate
}

/** What to fetch. */
export interface FetchMediaInput {
  readonly url: string
  readonly kind: 'image' | 'document'
  readonly filename?: string | undefined
  readonly mimetype?: string | undefined
  readonly signal: AbortSignal
}

/** A file that was fetched; it belongs to the caller, who removes it. */
export interface FetchedMedia extends MediaDescription {
  readonly path: string
  readonly byteLength: number
  /** In hex. */
  readonly sha256: string
  /** Deletes the file; a second call does nothing. */
  remove(): Promise<void>
}

/** Fetches callers' media by URL into private files. */
export interface MediaFetcher {
  /**
   * Fetches one file.
   *
   * Rejects with {@link MediaFetchError}, or with the signal's reason once that has fired; no file is left then.
   */
  fetch(input: FetchMediaInput): Promise<FetchedMedia>
  /** Deletes files that an earlier fetcher left in the directory; for before the first fetch. */
  purge(): Promise<void>
  /** Ends the fetches under way and takes no more; fetched files stay. */
  close(): Promise<void>
}

/** Builds a fetcher that reaches public servers only, and those that the operator allowed. */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const { directory, allow, ca, isPublic } = options
  const limits = { ...defaultLimits, ...options.limits }
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const resolve = options.resolve ?? resolveWithSystem
  const opening = { allow, resolve, ca, isPublic, connectMs: deadlines.connectMs, headersMs: deadlines.headersMs }
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()

  const wrong = allow.find((entry) => parseAllowEntry(entry) === undefined)
  if (wrong !== undefined) throw new TypeError(`media.allow: "${wrong}" is not host:port, such as files.internal:8080.`)

  async function run(input: FetchMediaInput, signal: AbortSignal): Promise<FetchedMedia> {
    const { kind, filename, mimetype } = input
    const accept = kind === 'image' ? 'image/jpeg,image/png,image/webp,image/gif' : '*/*'
    const { response, url } = await openMedia({ url: input.url, accept, signal }, opening)
    const path = join(directory, `${filePrefix}${randomUUID()}`)
    const remove = () => rm(path, { force: true })
    try {
      const maxBytes = kind === 'image' ? limits.imageBytes : limits.documentBytes
      const saved = await saveBody({ response, path, maxBytes, minimumRate: deadlines.minimumRate, signal })
      const maxPixels = limits.imagePixels
      const description = await describeMedia({ path, kind, filename, mimetype, response, url, maxPixels })
      signal.throwIfAborted()
      return { path, ...saved, ...description, remove }
    } catch (error) {
      await remove()
      throw error
    } finally {
      response.destroy()
    }
  }

  return {
    fetch(input) {
      const signals = [input.signal, closing.signal]
      const whole = { signals, timeoutMs: deadlines.totalMs, error: () => new MediaFetchError('too_slow') }
      const fetching = withDeadline(whole, (signal) => run(input, signal))
      running.add(fetching)
      return fetching.finally(() => running.delete(fetching))
    },

    async purge() {
      const names = await readdir(directory)
      const leftOver = names.filter((name) => name.startsWith(filePrefix))
      await Promise.all(leftOver.map((name) => rm(join(directory, name), { force: true })))
    },

    async close() {
      closing.abort(new MediaFetchError('stopped'))
      await Promise.allSettled(running)
    },
  }
}

const filePrefix = 'media-'

const defaultLimits: MediaLimits = {
  imageBytes: 16 * 1024 * 1024,
  documentBytes: 64 * 1024 * 1024,
  imagePixels: 100_000_000,
}

const defaultDeadlines: MediaDeadlines = {
  connectMs: 5_000,
  headersMs: 10_000,
  totalMs: 60_000,
  minimumRate: { bytesPerSecond: 1_000, windowMs: 10_000 },
}
