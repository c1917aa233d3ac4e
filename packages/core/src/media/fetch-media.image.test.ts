import { describe, expect, it } from 'vitest'
import { against, failureOf } from '../../test/media/media-fixture.ts'
import { serveHttp } from '../../test/media/media-server.ts'

const image = (bytes: Uint8Array, type?: string) =>
  serveHttp((_request, response) => {
    if (type !== undefined) response.setHeader('Content-Type', type)
    response.end(bytes)
  })

function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex')
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  return header
}

describe('an image', () => {
  it.each([
    ['its own type', 'image/png'],
    ['no type', undefined],
    ['a type that says nothing', 'application/octet-stream'],
  ])('declared with %s is taken, with its size', async (_what, type) => {
    const { fetch } = await against(image(pngHeader(640, 480), type), {}, '/picture')

    const media = await fetch({ kind: 'image' })

    expect(media).toMatchObject({ mimetype: 'image/png', width: 640, height: 480, filename: 'picture.png' })
  })

  it.each([
    ['HTML', Buffer.from('<!doctype html><html></html>'), 'text/html'],
    ['HTML declared as JPEG', Buffer.from('<!doctype html><html></html>'), 'image/jpeg'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'), 'image/svg+xml'],
    ['BMP', Buffer.from('424d460000000000000036000000280000000100000001000000', 'hex'), 'image/bmp'],
    ['a PNG declared as JPEG', pngHeader(1, 1), 'image/jpeg'],
    ['a PNG declared as HTML', pngHeader(1, 1), 'text/html'],
    ['a PNG of no size', pngHeader(0, 10), 'image/png'],
    ['a JPEG without a size', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), 'image/jpeg'],
    ['a PNG cut short', pngHeader(1, 1).subarray(0, 12), 'image/png'],
  ])('is refused when it is %s', async (_what, bytes, type) => {
    const { fetch, files } = await against(image(bytes, type))

    expect(await failureOf(fetch({ kind: 'image' }))).toMatchObject({ failure: 'wrong_type', retryable: false })
    expect(await files()).toEqual([])
  })

  it('is refused when its header claims too many pixels', async () => {
    const { fetch, files } = await against(image(pngHeader(30_000, 10_000), 'image/png'))

    expect(await failureOf(fetch({ kind: 'image' }))).toMatchObject({ failure: 'too_many_pixels', retryable: false })
    expect(await files()).toEqual([])
  })

  it('is measured also when its size stands behind much metadata', async () => {
    const segment = Buffer.concat([Buffer.from('ffe2fffe', 'hex'), Buffer.alloc(0xfffc)])
    const frame = Buffer.from('ffc00011080064003203012200021101031101', 'hex')
    const jpeg = Buffer.concat([Buffer.from('ffd8', 'hex'), ...Array(20).fill(segment), frame])
    const { fetch } = await against(image(jpeg, 'image/jpeg'))

    expect(jpeg.byteLength).toBeGreaterThan(1024 * 1024)
    expect(await fetch({ kind: 'image' })).toMatchObject({ mimetype: 'image/jpeg', width: 50, height: 100 })
  })
})
