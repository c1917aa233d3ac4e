import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Random } from '../play/seeded-random.ts'
import type { Counts } from '../play/tally.ts'
import { createTally } from '../play/tally.ts'

/** What goes wrong with the next request for a file. */
export type FileFault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** It ends in the middle. */
  | { readonly kind: 'half' }
  /** Its bytes mean nothing. */
  | { readonly kind: 'nonsense' }

/** A server of files, with which things go wrong. */
export interface BadFiles {
  /** `host:port`. */
  readonly host: string
  strike(fault: FileFault): void
  struck(): Counts
  calm(): void
  close(): Promise<void>
}

const image = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const document = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')

/** Serves `/image.png` and `/document.pdf`. */
export const serveBadFiles = async (random: Random): Promise<BadFiles> => {
  let waiting: FileFault[] = []
  const struck = createTally()
  const timers = new Set<NodeJS.Timeout>()

  const send = (response: ServerResponse, isImage: boolean): void => {
    response.writeHead(200, { 'content-type': isImage ? 'image/png' : 'application/pdf' })
    response.end(isImage ? image : document)
  }
  const server = createServer((request, response) => {
    const isImage = request.url === '/image.png'
    const fault = waiting.shift()
    if (fault === undefined) return send(response, isImage)
    struck.add(fault.kind)
    switch (fault.kind) {
      case 'status':
        response.writeHead(fault.status).end()
        return
      case 'slow': {
        const timer = setTimeout(() => {
          timers.delete(timer)
          send(response, isImage)
        }, fault.delayMs)
        timers.add(timer)
        return
      }
      case 'half':
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': image.length })
        response.write(image.subarray(0, 20), () => response.destroy())
        return
      case 'nonsense':
        response.writeHead(200, { 'content-type': 'image/png' })
        response.end(Buffer.from(Array.from({ length: 50 }, () => random.below(256))))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server of files listens on no port.')

  return {
    host: `127.0.0.1:${address.port}`,
    strike: (fault) => {
      waiting.push(fault)
    },
    struck: struck.counts,
    calm: () => {
      waiting = []
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
