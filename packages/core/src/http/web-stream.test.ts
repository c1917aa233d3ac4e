import { expect, test } from 'vitest'
import { toWebStream } from './web-stream.ts'

/** A stream of as many pieces as it is asked for, and what became of it. */
const endless = (cut = new AbortController().signal) => {
  const seen = { taken: 0, isEnded: false }
  async function* chunks() {
    try {
      for (;;) {
        seen.taken += 1
        yield Buffer.from(`piece ${seen.taken}`)
      }
    } finally {
      seen.isEnded = true
    }
  }
  return { seen, reader: toWebStream({ kind: 'stream', chunks: chunks(), cut }).getReader() }
}

test('pieces are taken one by one, as they are asked for', async () => {
  const { seen, reader } = endless()
  await new Promise(setImmediate)
  const before = seen.taken

  const pieces = [await reader.read(), await reader.read()]

  expect(before).toBe(0)
  expect(pieces.map(({ value }) => String(value))).toEqual(['piece 1', 'piece 2'])
  expect(seen).toEqual({ taken: 2, isEnded: false })
})

test('a reader that stops ends the stream, and a stream that ends tells its reader', async () => {
  const { seen, reader } = endless()
  async function* one() {
    yield Buffer.from('only')
  }
  const whole = new Response(toWebStream({ kind: 'stream', chunks: one(), cut: new AbortController().signal }))
  await reader.read()

  await reader.cancel()

  expect(seen.isEnded).toBe(true)
  expect(await whole.text()).toBe('only')
})

test('a stream that is cut or fails is broken off, so that nobody takes it for whole', async () => {
  const cut = new AbortController()
  const { reader } = endless(cut.signal)
  async function* broken() {
    yield Buffer.from('first')
    throw new Error('broken')
  }
  const failing = toWebStream({ kind: 'stream', chunks: broken(), cut: cut.signal }).getReader()
  await Promise.all([reader.read(), failing.read()])

  const failed = failing.read()
  await expect(failed).rejects.toThrow('broken')
  cut.abort(new Error('nothing was taken'))

  await expect(reader.read()).rejects.toThrow('nothing was taken')
})

test('what comes after the cut is dropped', async () => {
  const cut = new AbortController()
  let give = (): void => undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  async function* late() {
    await given
    yield Buffer.from('too late')
  }
  const reading = toWebStream({ kind: 'stream', chunks: late(), cut: cut.signal }).getReader().read()

  cut.abort(new Error('nothing was taken'))
  give()

  await expect(reading).rejects.toThrow('nothing was taken')
})
