import { expect, it } from 'vitest'
import { createWaMessageIds } from './wa-message-id.ts'

it('every id has the shape that the web client gives, and no two are alike', () => {
  const createWaMessageId = createWaMessageIds()

  const ids = Array.from({ length: 1_000 }, createWaMessageId)

  expect(ids.filter((id) => !/^3EB0[0-9A-F]{18}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
