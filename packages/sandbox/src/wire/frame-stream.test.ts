import { describe, expect, it } from 'vitest'
import { createNoiseInitiator } from '../../test/noise-client.ts'
import { createFrameStream, encodeFrame, INTRO } from './frame-stream.ts'

const first = Buffer.from('first')
const second = Buffer.alloc(1000, 2)
const routing = Buffer.from('4544000100000577415f0603', 'hex')
const opening = Buffer.concat([INTRO, encodeFrame(first), encodeFrame(second), encodeFrame(Buffer.alloc(0))])

describe('createFrameStream', () => {
  it('gives several frames of one message in order, empty ones too', () => {
    expect(createFrameStream().push(opening)).toEqual([first, second, Buffer.alloc(0)])
  })

  it('skips the routing information in front of the intro', () => {
    expect(createFrameStream().push(Buffer.concat([routing, opening]))).toEqual([first, second, Buffer.alloc(0)])
  })

  it('reads the routing information as the client itself writes it', () => {
    const client = createNoiseInitiator(Buffer.from('edge-7'))
    const hello = client.hello()

    expect(createFrameStream().push(client.noise.encodeFrame(hello))).toEqual([Buffer.from(hello)])
  })

  it.each([1, 2, 3, 5, 7])('puts frames together that arrive %i bytes at a time', (step) => {
    const stream = createFrameStream()
    const bytes = Buffer.concat([routing, INTRO, encodeFrame(first), encodeFrame(Buffer.from('2'))])

    const frames = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
      stream.push(bytes.subarray(index * step, (index + 1) * step)),
    )

    expect(frames.flat()).toEqual([first, Buffer.from('2')])
  })

  it('holds a frame back until its last byte is there', () => {
    const stream = createFrameStream()
    const frame = encodeFrame(first)

    expect(stream.push(Buffer.concat([INTRO, frame.subarray(0, -1)]))).toEqual([])
    expect(stream.push(frame.subarray(-1))).toEqual([first])
  })

  it.each([
    ['something else', 'GET /'],
    ['another dictionary', 'WA\x06\x02'],
    ['a wrong first byte', 'x'],
    ['the routing information twice', `ED\0\x01\0\0\x01xED\0\x01`],
  ])('throws when the client begins with %s', (_, text) => {
    expect(() => createFrameStream().push(Buffer.from(text, 'latin1'))).toThrow('intro')
  })
})

describe('encodeFrame', () => {
  it('writes the length in three bytes', () => {
    expect(encodeFrame(second).subarray(0, 4).toString('hex')).toBe('0003e802')
  })

  it('refuses a payload that the length cannot name', () => {
    expect(() => encodeFrame(Buffer.alloc(1 << 24))).toThrow('too long')
  })
})
