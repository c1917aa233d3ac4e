import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { sampleKey } from '../sample.ts'
import type { FloorAccept } from './floor-message.ts'

const message = z.object({
  to: z.string().regex(/^[1-9]\d{6,14}$/),
  text: z.string().min(1).max(65_536),
})

/** The body of POST messages/send. */
export const singleMessage = message.extend({ instance_id: z.int().positive() })

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** What a hand-written handler answers. */
export interface FloorAnswer {
  readonly status: number
  readonly value: unknown
}

/** Builds the handler of POST messages/send: the key from a cache by its SHA-256, the body by zod, then the store. */
export const createFloorHandler = (
  accept: FloorAccept,
): ((request: IncomingMessage, body: unknown) => Promise<FloorAnswer>) => {
  const accounts = new Map([[hashOf(sampleKey), 1]])

  return async (request, body) => {
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || !accounts.has(hashOf(key))) return { status: 401, value: { error: 'Unauthorized' } }
    const parsed = singleMessage.safeParse(body)
    if (!parsed.success) return { status: 400, value: { error: parsed.error.message } }
    const ids = await accept([parsed.data])
    if (ids === null) return { status: 429, value: { error: 'Quota exceeded' } }
    return { status: 202, value: { id: ids[0], status: 'queued' } }
  }
}
