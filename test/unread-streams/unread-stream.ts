import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'

/** Where a client asks: a port, or a socket that has a path. */
export interface Place {
  readonly origin: string
  readonly socketPath: string | undefined
}

/** A stream of events whose client reads nothing until it is told to. */
export interface UnreadStream {
  /** Reads until an event came; gives the ids of all until then. */
  readTo(id: number): Promise<readonly number[]>
  /** Reads until nothing more comes; gives the ids, and whether the answer ended as a whole. */
  readAll(): Promise<{ readonly ids: readonly number[]; readonly isWhole: boolean }>
  cut(): void
}

/** What a message that is queued and withdrawn brings about. */
export const types = ['message.queued', 'message.cancelled'] as const

/** Opens a stream; resolves with its head. */
export const openUnread = async (
  { origin, socketPath }: Place,
  headers: Readonly<Record<string, string>>,
): Promise<UnreadStream> => {
  const sent = request(`${origin}/api/v1/events?types=${types.join(',')}`, { socketPath, agent: false, headers }).end()
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (response?.statusCode !== 200) throw new Error(`The stream was refused: ${response?.statusCode}.`)
  for (const side of [sent, response]) side.on('error', () => undefined)

  const ids: number[] = []
  let text = ''
  const take = (piece: string): void => {
    const blocks = `${text}${piece}`.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) if (block.includes('data: ')) ids.push(Number(/^id: (\d+)$/m.exec(block)?.[1]))
  }
  response.setEncoding('utf8')

  return {
    readTo: async (id) => {
      response.on('data', take)
      while (ids.at(-1) !== id) await once(response, 'data')
      response.off('data', take).pause()
      return ids
    },
    readAll: async () => {
      response.on('data', take)
      if (!response.destroyed) await new Promise((resolve) => response.on('close', resolve))
      return { ids, isWhole: response.complete }
    },
    cut: () => response.destroy(),
  }
}
