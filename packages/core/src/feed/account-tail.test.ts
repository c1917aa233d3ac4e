import { describe, expect, it } from 'vitest'
import type { EventRecord } from '../storage/event-record.ts'
import { createAccountTail } from './account-tail.ts'

const event = (id: number): EventRecord => ({
  id,
  accountId: 1,
  instanceId: 1,
  messageId: 1,
  status: 'sent',
  reason: null,
  at: 0,
})

const idsAfter = (tail: ReturnType<typeof createAccountTail>, id: number) => tail.after(id)?.map((each) => each.id)

describe('the tail of an account', () => {
  it('gives what came after an id', () => {
    const tail = createAccountTail(10)
    for (const id of [12, 15, 16]) tail.push(event(id))

    expect(idsAfter(tail, 10)).toEqual([12, 15, 16])
    expect(idsAfter(tail, 12)).toEqual([15, 16])
    expect(idsAfter(tail, 14)).toEqual([15, 16])
    expect(idsAfter(tail, 16)).toEqual([])
    expect(idsAfter(tail, 99)).toEqual([])
  })

  it('says that it does not know what came before it began', () => {
    expect(createAccountTail(10).after(9)).toBeNull()
  })

  it('forgets the oldest, and never gives a part for the whole', () => {
    const tail = createAccountTail(0)
    for (let id = 1; id <= 201; id += 1) tail.push(event(id))

    expect(tail.after(0)).toBeNull()
    expect(idsAfter(tail, 1)).toHaveLength(200)
  })
})
