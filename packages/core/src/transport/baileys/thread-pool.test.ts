import { describe, expect, it } from 'vitest'
import { createThreadPool } from './thread-pool.ts'
import type { WorkerThread } from './worker-thread.ts'

/** A pool whose threads only count; what one would do to a thread is noted. */
const build = (workers: number) => {
  const threads: (WorkerThread & { readonly open: Set<number>; readonly forgotten: number[]; die(): void })[] = []
  const pool = createThreadPool(workers, (onGone) => {
    const open = new Set<number>()
    const forgotten: number[] = []
    const thread = {
      open,
      forgotten,
      die: onGone,
      connect: () => {
        throw new Error('No line is opened here.')
      },
      lines: () => open.size,
      holds: (instanceId: number) => open.has(instanceId),
      forget: (instanceId: number) => forgotten.push(instanceId),
      stop: async () => onGone(),
    }
    threads.push(thread)
    return thread
  })
  return { pool, threads }
}

describe('the pool of threads', () => {
  it('leaves an instance in its thread while it has a line there', () => {
    const { threads, pool } = build(2)
    const home = pool.threadFor(1)
    threads[0]?.open.add(1)

    expect(pool.threadFor(1)).toBe(home)
    expect(threads).toHaveLength(1)
  })

  it('brings an instance back to the thread that remembers it', () => {
    const { threads, pool } = build(2)
    const home = pool.threadFor(1)
    threads[0]?.open.add(3)
    pool.threadFor(2)

    // The other one has less to do.
    expect(threads.map((thread) => thread.lines())).toEqual([1, 0])
    expect(pool.threadFor(1)).toBe(home)
  })

  it('has a thread forget the instance that moves', () => {
    const { threads, pool } = build(2)
    pool.threadFor(1)
    for (let other = 10; other < 40; other += 1) threads[0]?.open.add(other)

    expect(pool.threadFor(1)).toBe(threads[1])
    expect(threads[0]?.forgotten).toEqual([1])
  })

  it('replaces a thread that is gone', () => {
    const { threads, pool } = build(1)
    pool.threadFor(1)

    threads[0]?.die()

    expect(pool.threadFor(1)).toBe(threads[1])
    expect(threads[0]?.forgotten).toEqual([])
  })
})
