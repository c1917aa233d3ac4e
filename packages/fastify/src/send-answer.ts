import { Readable } from 'node:stream'
import type { ApiResponse } from '@khabeer/core/http'
import { cutUnlessSent, untilReceived } from '@khabeer/core/http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How long a client has for the end of a stream: whoever closes the app waits for that. */
const lastMs = 2_000

/** Sends an answer by Fastify's own means, so that the hooks of the app see it. */
export const sendAnswer = async (
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly runOffMs: number },
  { status, headers, body }: ApiResponse,
): Promise<FastifyReply> => {
  const { request, reply, runOffMs } = exchange
  const isAllHere = headers.connection === 'close' || (await untilReceived(request.raw, runOffMs))
  // The host answered meanwhile, e.g. by a timeout of its own, or the client is gone.
  if (reply.sent || reply.raw.destroyed) {
    if (body.kind === 'stream') await body.chunks[Symbol.asyncIterator]().return?.()
    return reply
  }
  if (!isAllHere) reply.header('connection', 'close')
  return reply
    .code(status)
    .headers({ ...headers, ...(headers.vary === undefined ? {} : { vary: joinVary(reply, headers.vary) }) })
    .send(toPayload(body, reply))
}

const toPayload = (body: ApiResponse['body'], reply: FastifyReply): string | Buffer | Readable => {
  if (body.kind === 'json') return JSON.stringify(body.value)
  if (body.kind === 'bytes') return Buffer.from(body.bytes)
  // Fastify ends the stream when the client goes away, and breaks the connection off when the stream fails.
  body.cut.addEventListener('abort', () => reply.raw.destroy())
  return Readable.from(body.chunks).once('end', () => cutUnlessSent(reply.raw, lastMs))
}

/** The host may vary its answers too, such as by their origin. */
const joinVary = (reply: FastifyReply, vary: string): string =>
  reply.hasHeader('vary') ? `${reply.getHeader('vary')}, ${vary}` : vary
