import { createHash } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { against, failureOf, using } from '../../test/media/media-fixture.ts'
import { serveHttp } from '../../test/media/media-server.ts'

describe('a file that is fetched', () => {
  it('lies in a private file with its size and hash, and is gone once removed', async () => {
    const body = Buffer.alloc(300_000, 'khabeer')
    const { fetch, files } = await against(serveHttp((_request, response) => response.end(body)))

    const media = await fetch({ filename: 'a.bin' })
    const onDisk = await readFile(media.path)
    const { mode } = await stat(media.path)
    await media.remove()
    await media.remove()

    expect(onDisk.equals(body)).toBe(true)
    expect(mode & 0o777).toBe(0o600)
    expect(media).toMatchObject({
      byteLength: body.byteLength,
      sha256: createHash('sha256').update(body).digest('hex'),
      filename: 'a.bin',
    })
    expect(await files()).toEqual([])
  })

  it('is asked for without cookies, credentials or referrer, and without compression', async () => {
    const seen: Record<string, unknown>[] = []
    const { server, fetch } = await against(
      serveHttp(({ method, url, headers }, response) => {
        seen.push({ method, url, ...headers })
        response.end('x')
      }),
      {},
      '/a%20b?c=d#e',
    )

    await fetch()

    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/a%20b?c=d',
        host: `127.0.0.1:${server.port}`,
        'user-agent': 'Khabeer',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    ])
  })

  it('takes name and type from the answer when the caller names none', async () => {
    const { fetch } = await against(
      serveHttp((_request, response) => {
        response.setHeader('Content-Type', 'application/pdf; charset=binary')
        response.setHeader('Content-Disposition', "attachment; filename=x.pdf; filename*=UTF-8''%D9%81%D8%A7.pdf")
        response.end('%PDF-1.7')
      }),
    )

    expect(await fetch()).toMatchObject({ filename: 'فا.pdf', mimetype: 'application/pdf' })
    expect(await fetch({ filename: 'فاتورة.pdf', mimetype: 'text/plain' })).toMatchObject({
      filename: 'فاتورة.pdf',
      mimetype: 'text/plain',
    })
  })

  it('ignores a proxy in the environment', async () => {
    const proxy = await using(serveHttp((_request, response) => response.end('proxied')))
    const before = { ...process.env }
    Object.assign(process.env, {
      http_proxy: `http://127.0.0.1:${proxy.port}`,
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_USE_ENV_PROXY: '1',
    })
    try {
      const { fetch } = await against(serveHttp((_request, response) => response.end('x')))

      expect((await fetch()).byteLength).toBe(1)
      expect(proxy.connections()).toBe(0)
    } finally {
      process.env = before
    }
  })
})

it('purge removes what an earlier fetcher left, and nothing else', async () => {
  const { fetch, fetcher, directory, files } = await against(serveHttp((_request, response) => response.end('x')))
  await fetch()
  await writeFile(`${directory}/notes.txt`, 'keep')

  await fetcher.purge()

  expect(await files()).toEqual(['notes.txt'])
})

it('says that the file could not be stored when the directory is gone', async () => {
  const { fetch, directory } = await against(serveHttp((_request, response) => response.end('x')))
  await rm(directory, { recursive: true })

  expect(await failureOf(fetch())).toMatchObject({ failure: 'not_stored', retryable: true })
})
