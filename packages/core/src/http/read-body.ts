import type { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'
import { counted } from '../errors/counted.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'

interface BodyLimits {
  /** What the client says its body has; unknown when it does not say. */
  readonly expectedBytes?: number | undefined
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly clock: Clock
}

/** Reads a whole body. Throws `body_too_large` as soon as it is, `request_timeout` when it is not all here in time. */
export const readBody = async (stream: Readable, limits: BodyLimits): Promise<Buffer> =>
  takeWhole(stream, limits) ?? collect(stream, limits)

/** Takes a body that has arrived in full, as a small one has by now: no listeners, no deadline. Null when it has not. */
const takeWhole = (stream: Readable, { maxBytes, expectedBytes = 0 }: BodyLimits): Buffer | null => {
  const isWhole = expectedBytes > 0 && stream.readableLength === expectedBytes
  if (!isWhole || stream.readableFlowing !== null || stream.destroyed || expectedBytes > maxBytes) return null
  const chunk: unknown = stream.read()
  // What follows is its end alone, which has to be read for the stream to close.
  stream.resume()
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
}

const collect = (stream: Readable, options: BodyLimits): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0

    const settle = (act: () => void) => {
      cancelDeadline()
      // 'error' stays heard: a stream that breaks after the answer must not bring the process down.
      stream.off('data', onData).off('end', onEnd).off('close', onBroken)
      act()
    }
    const onData = (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      size += bytes.length
      if (size > options.maxBytes) return settle(() => reject(tooLarge(options.maxBytes)))
      chunks.push(bytes)
    }
    const onEnd = () =>
      settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)))
    const onBroken = () => settle(() => reject(brokenOff()))
    const cancelDeadline = options.clock.after(options.timeoutMs, () =>
      settle(() => reject(tooSlow(options.timeoutMs))),
    )

    if (stream.readableEnded) return onEnd()
    if (stream.destroyed) return onBroken()
    stream.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken)
  })

/** The error for a body larger than a route takes. */
export const tooLarge = (maxBytes: number): KhabeerError =>
  new KhabeerError('body_too_large', `The body is larger than the ${maxBytes} bytes that this route takes.`)

const tooSlow = (timeoutMs: number): KhabeerError =>
  new KhabeerError(
    'request_timeout',
    `The body did not arrive within ${counted(timeoutMs / 1000, 'second')}. Send it again.`,
  )

const brokenOff = (): KhabeerError => new KhabeerError('malformed_json', 'The connection ended before the body did.')
