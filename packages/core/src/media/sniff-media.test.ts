import { describe, expect, it } from 'vitest'
import { inspectImage, sniffDocument } from './sniff-media.ts'

const maxPixels = 100_000_000
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** 50 pixels wide, 100 high, in each type. */
const images = {
  'image/jpeg': hex('ffd8 ffe000104a46494600010100000100010000 ffc00011080064003203012200021101031101'),
  'image/png': hex('89504e470d0a1a0a 0000000d 49484452 00000032 00000064 0806000000 00000000'),
  'image/gif': hex('474946383961 3200 6400 80 00 00'),
  'image/webp': hex('52494646 24000000 57454250 56503858 0a000000 00000000 310000 630000 0000'),
} as const

describe('inspectImage', () => {
  it.each(Object.entries(images))('reads type and size of %s', (mimetype, bytes) => {
    expect(inspectImage(bytes, [undefined, mimetype], maxPixels)).toEqual({
      ok: true,
      mimetype,
      width: 50,
      height: 100,
    })
  })

  it.each(['image/jpeg', 'image/jpg', 'image/pjpeg'])('takes %s for JPEG', (declared) => {
    expect(inspectImage(images['image/jpeg'], [declared], maxPixels).ok).toBe(true)
  })

  it('refuses when one of two declarations disagrees', () => {
    const inspection = inspectImage(images['image/png'], ['image/png', 'image/jpeg'], maxPixels)

    expect(inspection).toEqual({ ok: false, failure: 'wrong_type' })
  })

  it('counts pixels up to the cap', () => {
    expect(inspectImage(images['image/gif'], [], 5_000).ok).toBe(true)
    expect(inspectImage(images['image/gif'], [], 4_999)).toEqual({ ok: false, failure: 'too_many_pixels' })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['HTML', Buffer.from('<!doctype html>')],
    ['SVG', Buffer.from('<svg width="1" height="1"/>')],
    ['SVG after a prologue', Buffer.from('<?xml version="1.0"?><svg width="1" height="1"/>')],
    ['PDF', Buffer.from('%PDF-1.7')],
    ['BMP', hex('424d4600000000000000360000002800000001000000')],
    ['TIFF', hex('49492a0008000000')],
    ['ICO', hex('00000100010010100000')],
    ['AVIF', hex('0000001c 66747970 61766966')],
    ['a picture behind other bytes', Buffer.concat([Buffer.from('x'), images['image/png']])],
    ['RIFF that is no WebP', hex('52494646 24000000 57415645 666d7420')],
    ['JPEG 2000 dressed as WebP', hex('52494646 6a502020 57454250 0d0a870a 00000014 66747970')],
  ])('refuses %s', (_what, bytes) => {
    expect(inspectImage(bytes, [], maxPixels)).toEqual({ ok: false, failure: 'wrong_type' })
  })

  it.each([
    ['image/jpeg', 20],
    ['image/png', 20],
    ['image/gif', 8],
    ['image/webp', 22],
  ] as const)('asks for more of %s when only %d bytes are there', (mimetype, length) => {
    const cut = inspectImage(images[mimetype].subarray(0, length), [], maxPixels)

    expect(cut).toEqual({ ok: false, failure: 'incomplete_header' })
  })
})

describe('sniffDocument', () => {
  it.each([
    ['application/pdf', Buffer.from('%PDF-1.7')],
    ['application/zip', hex('504b0304 14000600')],
    ['application/rtf', Buffer.from('{\\rtf1')],
    ['application/gzip', hex('1f8b0800')],
    ['application/x-7z-compressed', hex('377abcaf271c')],
    ['video/mp4', hex('0000001c 66747970 69736f6d')],
    ['application/ogg', Buffer.from('OggS')],
    ['audio/mpeg', Buffer.from('ID3')],
    ['image/png', images['image/png']],
    [undefined, Buffer.from('Dear customer')],
    [undefined, Buffer.alloc(0)],
  ])('finds %s', (mimetype, bytes) => {
    expect(sniffDocument(bytes)).toBe(mimetype)
  })
})
