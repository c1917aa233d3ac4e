import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
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

  const hash = createHash('sha256')
  let byteLength = 0
  let writeError: unknown
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  file.once('error', (error) => {
    writeError = error
  })
  const stopWatching = watchRate(minimumRate, response, () => byteLength)
  try {
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          byteLength += chunk.byteLength
          if (byteLength > maxBytes) throw tooLarge(maxBytes)
          hash.update(chunk)
          yield chunk
        }
      },
      file,
      { signal },
    )
  } catch (cause) {
    if (cause instanceof MediaFetchError) throw cause
    throw new MediaFetchError(isFileError(writeError) ? 'not_stored' : 'broken_off', { cause })
  } finally {
    stopWatching()
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

/** The pipeline passes the sender's error to the file as well; only the file system's own names a call. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'write')
}

function tooLarge(maxBytes: number): MediaFetchError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024)
  const limit = mebibytes === 0 ? `${maxBytes} bytes` : `${mebibytes} MiB`
  return new MediaFetchError('too_large', { message: `The media file is larger than ${limit}. Send a smaller one.` })
}
