import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { acceptStatement, noon, openFaultyStorage } from './faulty-storage.ts'

/** How a call ends, and after how many seconds. */
const timed = async (call: Promise<unknown>): Promise<{ readonly error: unknown; readonly seconds: number }> => {
  const startedAt = performance.now()
  const error: unknown = await call.then(
    () => null,
    (cause: unknown) => cause,
  )
  return { error, seconds: (performance.now() - startedAt) / 1_000 }
}

it('a server that takes statements and never answers is given up, and so is nothing else', async () => {
  // A host that hears no error of its pool must not be ended by one.
  const { storage, proxy, accept, countMessages } = await openFaultyStorage((connectionString) => ({
    pool: endingPool(connectionString),
  }))
  await accept('3EB0A')
  const silent = proxy.silentAt(acceptStatement)

  const accepting = timed(accept('3EB0B', 'order-1'))
  await silent
  const reading = timed(storage.usage.read(1, noon))
  const [accepted, read] = await Promise.all([accepting, reading])
  proxy.speak('new')
  const recovery = await timed(accept('3EB0C', 'order-1'))
  const stored = await countMessages()
  proxy.cut()

  for (const { error, seconds } of [accepted, read]) {
    expect(error).toMatchObject({ name: 'StorageError', code: 'storage_failed' })
    // Ten for the answer, and five for another connection.
    expect(seconds).toBeLessThan(18)
  }
  expect(recovery.error).toBeNull()
  expect(recovery.seconds).toBeLessThan(5)
  expect(stored).toBe(2)
})

const endingPool = (connectionString: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString, max: 10 })
  onTestFinished(() => pool.end())
  return pool
}
