import { describe, expect, it, vi } from 'vitest'
import { settleWithin } from './deadline.ts'

const late = () => new Error('late')
const never = () => new Promise<string>(() => undefined)

describe('settleWithin', () => {
  it('gives what the work gives, and leaves no timer', async () => {
    vi.useFakeTimers()

    await expect(settleWithin(Promise.resolve('done'), { timeoutMs: 1_000, late })).resolves.toBe('done')

    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('rejects with what the work rejects with, even when that is no error', async () => {
    await expect(settleWithin(Promise.reject(1006), { timeoutMs: 1_000, late })).rejects.toBe(1006)
  })

  it('rejects work that is late', async () => {
    vi.useFakeTimers()
    const settled = expect(settleWithin(never(), { timeoutMs: 1_000, late })).rejects.toThrow('late')

    await vi.advanceTimersByTimeAsync(1_000)

    await settled
    vi.useRealTimers()
  })

  it('rejects when the line is lost, before or during the work', async () => {
    const lost = new AbortController()
    const limits = { timeoutMs: 60_000, late, lost: lost.signal, lostError: () => new Error('lost') }
    const during = settleWithin(never(), limits)

    lost.abort()

    await expect(during).rejects.toThrow('lost')
    await expect(settleWithin(never(), limits)).rejects.toThrow('lost')
  })
})
