import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { readBody } from './read-body.ts'

/** A clock whose deadlines come when the test says so. */
const handClock = () => {
  const pending = new Set<() => void>()
  const clock: Clock = {
    now: () => 0,
    elapsed: () => 0,
    after: (_delayMs, callback) => {
      pending.add(callback)
      return () => pending.delete(callback)
    },
  }
  return { clock, pending, expire: () => [...pending].map((callback) => callback()) }
}

const read = (stream: PassThrough, { clock } = handClock(), maxBytes = 8) =>
  readBody(stream, { maxBytes, timeoutMs: 15_000, clock })

test('a body in pieces is put together', async () => {
  const stream = new PassThrough()
  const body = read(stream)

  stream.write('{"a"')
  stream.end(':1}')

  expect((await body).toString()).toBe('{"a":1}')
})

test('a body of exactly the limit is taken', async () => {
  const stream = new PassThrough()
  const body = read(stream)

  stream.end('12345678')

  expect((await body).length).toBe(8)
})

test('a body over the limit is refused before it ends', async () => {
  const stream = new PassThrough()
  const body = read(stream)

  stream.write('123456789')

  await expect(body).rejects.toMatchObject({ code: 'body_too_large' })
})

test('a body that does not end in time is refused', async () => {
  const stream = new PassThrough()
  const time = handClock()
  const body = read(stream, time)

  stream.write('{')
  time.expire()

  await expect(body).rejects.toMatchObject({ code: 'request_timeout' })
})

test('a stream that breaks before or after the refusal brings nothing down', async () => {
  const before = new PassThrough()
  const body = read(before)
  before.destroy(new Error('reset'))
  const after = new PassThrough()
  const refused = read(after)
  after.write('123456789')

  await expect(body).rejects.toMatchObject({ code: 'malformed_json' })
  await expect(refused).rejects.toMatchObject({ code: 'body_too_large' })
  expect(() => after.emit('error', new Error('reset'))).not.toThrow()
})

test('a stream that is gone already is refused at once', async () => {
  const stream = new PassThrough()
  stream.destroy()

  await expect(read(stream)).rejects.toMatchObject({ code: 'malformed_json' })
})

test('no deadline is left behind', async () => {
  const stream = new PassThrough()
  const time = handClock()
  const body = read(stream, time)

  stream.end('{}')
  await body

  expect(time.pending.size).toBe(0)
})

/** A request whose last byte has arrived before anybody reads it. */
const arrived = (text: string) => {
  const stream = new PassThrough()
  stream.end(text)
  return stream
}

const never = (): never => {
  throw new Error('No deadline is needed.')
}

test('a body that is all here already needs no deadline, and its stream ends', async () => {
  const stream = arrived('{"a":1}')
  const end = once(stream, 'end')
  const clock: Clock = { now: () => 0, elapsed: () => 0, after: never }

  const body = await readBody(stream, { expectedBytes: 7, maxBytes: 8, timeoutMs: 15_000, clock })
  await end

  expect(body.toString()).toBe('{"a":1}')
})

test('a body that is all here already and too large is refused', async () => {
  const { clock } = handClock()

  const body = readBody(arrived('123456789'), { expectedBytes: 9, maxBytes: 8, timeoutMs: 15_000, clock })

  await expect(body).rejects.toMatchObject({ code: 'body_too_large' })
})

test('a body of which a part is here already is read to its end', async () => {
  const { clock } = handClock()
  const stream = new PassThrough()
  stream.write('{"a"')
  const body = readBody(stream, { expectedBytes: 7, maxBytes: 8, timeoutMs: 15_000, clock })

  stream.end(':1}')

  expect((await body).toString()).toBe('{"a":1}')
})

test('a body that is all here already as text is read as bytes', async () => {
  const { clock } = handClock()
  const stream = new PassThrough({ encoding: 'utf8' })
  stream.end('{"a":1}')

  const body = await readBody(stream, { expectedBytes: 7, maxBytes: 8, timeoutMs: 15_000, clock })

  expect([...body]).toEqual([...Buffer.from('{"a":1}')])
})
