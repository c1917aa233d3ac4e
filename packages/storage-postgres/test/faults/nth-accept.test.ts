import { isStorageError } from '@khabeer/core/sql'
import { expect, it, onTestFinished } from 'vitest'
import type { FailingPool, StatementFault } from '../../../../test/support/postgres/failing-pool.ts'
import { createFailingPool } from '../../../../test/support/postgres/failing-pool.ts'
import { noon, openFaultyStorage } from './faulty-storage.ts'

/** What the network does can also happen once the server has done its part; what the server says, it has not done. */
const faults: readonly StatementFault[] = [
  ...['ECONNRESET', '57P01'].map((code): StatementFault => ({ code, when: 'after' })),
  ...['ECONNRESET', '57P01', '40001', '40P01', '53100', '55P03'].map(
    (code): StatementFault => ({ code, when: 'before' }),
  ),
]

const failingPool = (connectionString: string): FailingPool => {
  const failing = createFailingPool({ connectionString, max: 10 })
  onTestFinished(() => failing.pool.end())
  return failing
}

const openOnFailingPool = async () => {
  const opened: FailingPool[] = []
  const storage = await openFaultyStorage((connectionString) => {
    const failing = failingPool(connectionString)
    opened.push(failing)
    // Its own notices would be counted too.
    return { pool: failing.pool, listen: false }
  })
  const [failing] = opened
  if (failing === undefined) throw new Error('There is no pool.')
  return { ...storage, failing }
}

it('whichever statement of an accept fails, it is stored once and answered so, or refused and its key gives it', async () => {
  const { failing, accept, countMessages, storage } = await openOnFailingPool()
  await accept('3EB0FF')
  let failures = 0

  for (const fault of faults) {
    failures += await failing.failEach(fault, async (nth) => {
      const name = `3EB0${fault.code}${fault.when}${nth}`
      const before = await countMessages()
      // With a key and without one, in one statement.
      const calls = [accept(name, name), accept(`${name}A`)]
      const outcomes = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)))
      failing.heal()
      const stored = (await countMessages()) - before
      const again = await accept(`${name}B`, name)

      const answered = outcomes.filter((outcome) => !isStorageError(outcome)).length
      expect(stored).toBeGreaterThanOrEqual(answered)
      expect(fault.when === 'before' && stored > answered).toBe(false)
      if (!isStorageError(outcomes[0])) expect(again.kind).toBe('replayed')
      expect(await countMessages()).toBeLessThanOrEqual(before + 2)
    })
  }

  expect(failures).toBeGreaterThanOrEqual(faults.length)
  expect((await storage.usage.read(1, noon))?.daily).toBe(await countMessages())
})
