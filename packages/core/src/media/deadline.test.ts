import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { unlessAborted, withDeadline } from './deadline.ts'

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Ended by the work itself.')))
  })

it('returns what the work returns and lets go of the signals', async () => {
  const { signal } = new AbortController()
  const deadline = { signals: [signal], timeoutMs: 60_000, error: () => new Error('Too late.') }

  expect(await withDeadline(deadline, async () => 1)).toBe(1)
  expect(await unlessAborted(Promise.resolve(2), signal)).toBe(2)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it('ends with its own error when the time is up, whatever the work throws', async () => {
  const deadline = { signals: [], timeoutMs: 5, error: () => new Error('Too late.') }

  await expect(withDeadline(deadline, never)).rejects.toThrow('Too late.')
})

it('ends with the reason of whichever signal fires', async () => {
  const first = new AbortController()
  const second = new AbortController()
  const deadline = { signals: [first.signal, second.signal], timeoutMs: 60_000, error: () => new Error('Too late.') }
  const working = withDeadline(deadline, never)

  second.abort(new Error('No longer wanted.'))

  await expect(working).rejects.toThrow('No longer wanted.')
  expect(getEventListeners(first.signal, 'abort')).toEqual([])
})

it('does not begin under a signal that has fired', async () => {
  let began = false
  const deadline = {
    signals: [AbortSignal.abort(new Error('No.'))],
    timeoutMs: 60_000,
    error: () => new Error('Late.'),
  }

  const working = withDeadline(deadline, async () => {
    began = true
  })

  await expect(working).rejects.toThrow('No.')
  expect(began).toBe(false)
})

it('keeps the error of work that failed by itself', async () => {
  const deadline = { signals: [], timeoutMs: 60_000, error: () => new Error('Too late.') }

  await expect(withDeadline(deadline, () => Promise.reject(new Error('Broken.')))).rejects.toThrow('Broken.')
})
