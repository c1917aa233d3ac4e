import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a file server answers for one path. */
export interface ServedFile {
  readonly body: Uint8Array
  readonly type: string
  readonly status?: number | undefined
  /** The answer waits for this. */
  readonly after?: Promise<void> | undefined
}

/** Serves files on loopback until the test ends; `host` is what `media.allow` takes. */
export const serveFiles = async (
  files: Readonly<Record<string, ServedFile>>,
): Promise<{ readonly host: string; readonly hits: string[] }> => {
  const hits: string[] = []
  const server = createServer(async (request, response) => {
    hits.push(request.url ?? '')
    const file = files[request.url ?? '']
    await file?.after
    response.writeHead(file?.status ?? (file === undefined ? 404 : 200), { 'content-type': file?.type ?? 'text/plain' })
    response.end(file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, hits }
}

/** A PNG of one pixel. */
export const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
