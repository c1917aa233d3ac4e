import { describe, expect, it } from 'vitest'
import { createSlots } from './slots.ts'

describe('slots', () => {
  it('are given up to their number, then in the order in which they were asked for', async () => {
    const slots = createSlots(2, 10_000)
    const [first, second] = [await slots.take(), await slots.take()]
    const order: string[] = []
    const third = slots.take().then(() => order.push('third'))
    const fourth = slots.take().then(() => order.push('fourth'))

    second()
    await third
    expect(order).toEqual(['third'])
    first()
    await fourth

    expect(order).toEqual(['third', 'fourth'])
  })

  it('are refused as busy when none comes free in time, and nobody’s place is lost by that', async () => {
    const slots = createSlots(1, 5)
    const give = await slots.take()

    await expect(slots.take()).rejects.toMatchObject({ name: 'StorageError', code: 'storage_busy' })
    give()

    await expect(slots.take()).resolves.toBeTypeOf('function')
  })

  it('count a place that is given back twice once', async () => {
    const slots = createSlots(1, 5)
    const give = await slots.take()
    give()
    give()
    await slots.take()

    await expect(slots.take()).rejects.toMatchObject({ code: 'storage_busy' })
  })
})
