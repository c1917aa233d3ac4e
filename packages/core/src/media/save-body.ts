import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { MediaFetchError } from './media-fetch-error.ts'

/** What it takes to keep an answer's body in a file. */
export interface SaveBodyOptions {
  readonly response: IncomingMessage
  /** A file that does not exist yet; whoever calls removes it, also after a failure. */
  readonly path: string
  readonly maxBytes: number
  readonly minimumRate: MinimumRate
  readonly signal: AbortSignal
}

/** The slowest sender that is waited for. The first window is its grace. */
export interface MinimumRate {
  readonly bytesPerSecond: number
  readonly windowMs: number
}

/** What was written. */
export interface SavedBody {
  readonly byteLength: number
  readonly sha256: string
}

/** Streams an answer's body into a private file, and ends it at the cap whatever the headers promised. */
export async function saveBody(options: SaveBodyOptions): Promise<SavedBody> {
  const { response, path, maxBytes, minimumRate, signal } = options
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)

  // Opened before anything can fail, so that the file is never made after its removal.
  const file = await stored(open(path, 'wx', 0o600))
  const hash = createHash('sha256')
  let byteLength = 0
  const stopWatching = watchRate(minimumRate, response, () => byteLength)
  const onAbort = () => response.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    for await (const chunk of response) {
      const bytes: Buffer = chunk
      byteLength += bytes.byteLength
      if (byteLength > maxBytes) throw tooLarge(maxBytes)
      hash.update(bytes)
      await stored(file.appendFile(bytes))
    }
  } catch (cause) {
    throw cause instanceof MediaFetchError ? cause : new MediaFetchError('broken_off', { cause })
  } finally {
    signal.removeEventListener('abort', onAbort)
    stopWatching()
    await file.close()
  }
  if (byteLength === 0) throw new MediaFetchError('empty')
  return { byteLength, sha256: hash.digest('hex') }
}

function watchRate({ bytesPerSecond, windowMs }: MinimumRate, response: IncomingMessage, read: () => number) {
  let before = 0
  const timer = setInterval(() => {
    const now = read()
    if (now - before < (bytesPerSecond * windowMs) / 1000) response.destroy(new MediaFetchError('too_slow'))
    before = now
  }, windowMs)
  return () => clearInterval(timer)
}

async function stored<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (cause) {
    throw new MediaFetchError('not_stored', { cause })
  }
}

function tooLarge(maxBytes: number): MediaFetchError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024)
  const limit = mebibytes === 0 ? `${maxBytes} bytes` : `${mebibytes} MiB`
  return new MediaFetchError('too_large', { message: `The media file is larger than ${limit}. Send a smaller one.` })
}
