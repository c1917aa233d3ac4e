import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { toVersionSource } from './version-source.ts'

const serve = async (status: number, body: string): Promise<string> => {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  // Listening on TCP gives this kind of address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('toVersionSource', () => {
  it('is none without an address', () => {
    expect(toVersionSource(undefined)).toBeUndefined()
  })

  it('reads the version', async () => {
    const url = await serve(200, '{"version":[2,3000,1043857761],"at":"today"}')

    expect(await toVersionSource(url)?.()).toEqual([2, 3000, 1043857761])
  })

  it.each([
    [500, '{"version":[2,3000,1]}'],
    [200, '{"version":"2.3000.1"}'],
    [200, 'no JSON'],
  ])('takes no other answer (%i %s)', async (status, body) => {
    const url = await serve(status, body)

    await expect(toVersionSource(url)?.()).rejects.toThrow()
  })
})
