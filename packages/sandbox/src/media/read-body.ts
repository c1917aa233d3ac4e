import type { IncomingMessage } from 'node:http'

/** Reads a request's body; undefined when it is longer than allowed. The rest is then read and dropped, not kept. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    // Reading on lets a client that is still writing see the answer rather than a reset.
    if (size <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  return size <= maxBytes ? Buffer.concat(chunks) : undefined
}
