import type { Clock } from '../clock.ts'
import { errorCodes } from '../errors/codes.ts'
import { toKhabeerError } from './error-response.ts'
import type { ApiRequest, ApiResponse } from './exchange.ts'
import type { OpenStreams } from './open-streams.ts'
import type { StreamSource } from './stream-answer.ts'

/** How long a stream goes on while nobody can say whether its client may still read it. */
const unknownMs = 30_000
/** How long a client may take nothing. What it was to get rests in the database, so that it can go on from there. */
const stallMs = 30_000
/** How long it has for what was sent to it when its stream ends: whoever closes a server waits for that. */
const lastMs = 2_000

/**
 * No cache keeps it, and nothing on the way compresses it or holds it back until there is more: what is streamed is worth
 * something only while it is new.
 */
const streamHeaders = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } as const

/** What a streamed answer needs of the request it answers. */
export interface StreamedExchange {
  readonly request: ApiRequest
  readonly status: number
  readonly clock: Clock
  readonly open: OpenStreams
  /** Who reads it. */
  readonly who: string
  /** Tells whether the client may still read it; rejects where it may not, or where that cannot be said. */
  readonly admit: () => Promise<boolean>
  /** How often that is asked. */
  readonly admitEveryMs: number
}

/** Answers with a stream, which ends when the client goes away, stalls or may no longer read it, or the server closes. */
export const toStreamResponse = async (source: StreamSource, exchange: StreamedExchange): Promise<ApiResponse> => {
  const { request, status, open, who } = exchange
  const headers = { ...streamHeaders, 'content-type': source.contentType }
  const ending = new AbortController()
  const forget = open.add(who, () => ending.abort())
  ending.signal.addEventListener('abort', forget)
  try {
    const { texts, ended } = await source.open(ending.signal)
    ended.addEventListener('abort', () => ending.abort())
    if (ended.aborted) ending.abort()
    if (request.method !== 'HEAD') return { status, headers, body: toBody(texts, ending, exchange) }
    ending.abort()
    return { status, headers, body: { kind: 'bytes', bytes: new Uint8Array() } }
  } catch (cause) {
    ending.abort()
    throw cause
  }
}

const toBody = (
  texts: AsyncIterable<string>,
  ending: AbortController,
  { request, clock, admit, admitEveryMs }: StreamedExchange,
): Extract<ApiResponse['body'], { kind: 'stream' }> => {
  const cutting = new AbortController()
  const encoder = new TextEncoder()
  const iterator = texts[Symbol.asyncIterator]()
  let admittedAt = clock.elapsed()
  let isUntaken = false
  let cancelLook = (): void => undefined
  let cancelCut = (): void => undefined

  const end = (): void => ending.abort()
  const mayGoOn = async (): Promise<boolean> => {
    try {
      const isAdmitted = await admit()
      admittedAt = clock.elapsed()
      return isAdmitted
    } catch (cause) {
      return isUnknown(cause) && clock.elapsed() - admittedAt < unknownMs
    }
  }
  const look = (): void => {
    cancelLook = clock.after(admitEveryMs, () => void lookNow())
  }
  const lookNow = async (): Promise<void> => {
    if (!(await mayGoOn())) end()
    else if (!ending.signal.aborted) look()
  }
  const cutAfter = (delayMs: number): void => {
    cancelCut()
    cancelCut = clock.after(delayMs, () => {
      isUntaken = false
      end()
      cutting.abort(new Error('The client of a stream has taken nothing of it for too long.'))
    })
  }
  const take = (): void => {
    isUntaken = false
    cancelCut()
  }

  look()
  request.signal.addEventListener('abort', end)
  ending.signal.addEventListener('abort', () => {
    cancelLook()
    if (isUntaken && !request.signal.aborted) cutAfter(lastMs)
    else cancelCut()
    request.signal.removeEventListener('abort', end)
  })
  if (request.signal.aborted) end()

  const chunks: AsyncIterator<Uint8Array> = {
    next: async () => {
      take()
      const text = await iterator.next()
      if (text.done === true || ending.signal.aborted) {
        end()
        return { done: true, value: undefined }
      }
      isUntaken = true
      cutAfter(stallMs)
      return { done: false, value: encoder.encode(text.value) }
    },
    return: async () => {
      take()
      end()
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
  return { kind: 'stream', chunks: { [Symbol.asyncIterator]: () => chunks }, cut: cutting.signal }
}

/** A database that does not answer says nothing about a key. */
const isUnknown = (cause: unknown): boolean => errorCodes[toKhabeerError(cause).code].status >= 500
