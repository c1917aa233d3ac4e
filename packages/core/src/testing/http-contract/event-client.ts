import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import type { Body } from './expect.ts'
import { toBody } from './expect.ts'

/** An event as its client got it. */
export interface SeenEvent {
  readonly event: string
  readonly data: Body
}

/** A stream of server-sent events, as its client reads it. */
export interface SeenStream {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Resolves with the next event; null once the stream has ended. */
  next(): Promise<SeenEvent | null>
  /** Resolves with the events up to the first one that is accepted. Fails when the stream ends before. */
  until(accepts: (event: SeenEvent) => boolean): Promise<readonly SeenEvent[]>
  /** What a client names when it comes back: that up to here it has taken everything. */
  lastEventId(): string
  /** Resolves once it has ended, to whether it ended as a whole. */
  ended(): Promise<boolean>
  /** Goes away without a word. */
  cut(): void
}

const timeoutMs = 30_000

/** Opens a stream; resolves once it says where it begins, or was refused. */
export const openEvents = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<SeenStream> => {
  const sent = request(url, { agent: false, headers: { accept: 'text/event-stream', ...headers } })
  sent.end()
  const [response]: IncomingMessage[] = await once(sent, 'response', { signal: AbortSignal.timeout(timeoutMs) })
  if (response === undefined) throw new Error('There was no answer.')
  // A client that goes away hears of that as an error.
  sent.on('error', () => undefined)
  response.on('error', () => undefined)

  const unread: { readonly event: SeenEvent; readonly idBefore: string }[] = []
  let text = ''
  let lastEventId = ''
  let isOver = false
  let wake = (): void => undefined

  const readBlock = (block: string): void => {
    const fields = new Map(
      block.split('\n').map((line) => {
        const colonAt = line.indexOf(':')
        return [line.slice(0, colonAt), line.slice(colonAt + 1).trimStart()]
      }),
    )
    const idBefore = lastEventId
    lastEventId = fields.get('id') ?? lastEventId
    const data = fields.get('data')
    if (data === undefined) return
    const event = { event: fields.get('event') ?? 'message', data: toBody(JSON.parse(data)) }
    unread.push({ event, idBefore })
  }

  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    const blocks = `${text}${chunk}`.split('\n\n')
    text = blocks.pop() ?? ''
    blocks.forEach(readBlock)
    wake()
  })
  response.on('close', () => {
    isOver = true
    wake()
  })

  const news = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('Nothing came on the stream.')), timeoutMs)
      wake = () => {
        clearTimeout(deadline)
        resolve()
      }
    })
  const next = async (): Promise<SeenEvent | null> => {
    while (unread.length === 0 && !isOver) await news()
    return unread.shift()?.event ?? null
  }

  while (response.statusCode === 200 && lastEventId === '' && !isOver) await news()

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next,
    until: async (accepts) => {
      const seen: SeenEvent[] = []
      for (;;) {
        const event = await next()
        if (event === null) throw new Error(`The stream ended after ${JSON.stringify(seen)}.`)
        seen.push(event)
        if (accepts(event)) return seen
      }
    },
    lastEventId: () => unread[0]?.idBefore ?? lastEventId,
    ended: async () => {
      while (!isOver) await news()
      return response.complete
    },
    cut: () => response.destroy(),
  }
}
