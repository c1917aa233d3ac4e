import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { sharedStorageClass } from './shared-async-storage.ts'

const createTwo = () => {
  const Shared = sharedStorageClass(new AsyncLocalStorage())
  return [new Shared(), new Shared()] as const
}

describe('a shared async storage', () => {
  it('keeps the stores of its views apart', () => {
    const [one, two] = createTwo()

    const seen = one.run('a', () => two.run('b', () => [one.getStore(), two.getStore()]))

    expect(seen).toEqual(['a', 'b'])
  })

  it('follows awaits, and two runs side by side do not meet', async () => {
    const [one] = createTwo()
    const later = (store: string) =>
      one.run(store, async () => {
        await new Promise((resolve) => setImmediate(resolve))
        return one.getStore()
      })

    expect(await Promise.all([later('first'), later('second')])).toEqual(['first', 'second'])
  })

  it('an inner run shadows the outer one and ends with it', () => {
    const [one] = createTwo()

    const seen = one.run('outer', () => [one.run('inner', () => one.getStore()), one.getStore()])

    expect(seen).toEqual(['inner', 'outer'])
    expect(one.getStore()).toBeUndefined()
  })
})
