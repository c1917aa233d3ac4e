import { describe, expect, it } from 'vitest'
import { createFaultBook } from './fault-book.ts'

const occasion = { sender: '491510000001', recipient: '491510000002', waMessageId: '3EB0' }

describe('fault book', () => {
  it('strikes once unless it says otherwise', () => {
    const book = createFaultBook()
    book.add({ kind: 'drop_before' }, {})

    expect(book.take(['drop_before'], occasion)).toEqual({ kind: 'drop_before' })
    expect(book.take(['drop_before'], occasion)).toBeUndefined()
  })

  it('takes the kinds that are asked for, the first that was set first', () => {
    const book = createFaultBook()
    book.add({ kind: 'stop_receipts' }, {})
    book.add({ kind: 'refuse_ack', code: 463 }, {})
    book.add({ kind: 'drop_after' }, {})

    expect(book.take(['drop_after', 'refuse_ack'], occasion)).toEqual({ kind: 'refuse_ack', code: 463 })
    expect(book.list().map(({ fault }) => fault.kind)).toEqual(['stop_receipts', 'drop_after'])
  })

  it.each([
    [{ sender: '+49 1510 000001' }, true],
    [{ sender: '491510000003' }, false],
    [{ recipient: '491510000002', waMessageId: '3EB0' }, true],
    [{ recipient: '491510000002', waMessageId: '3EB1' }, false],
    [{ xmlns: 'usync' }, false],
  ])('a match of %j fits: %s', (match, fits) => {
    const book = createFaultBook()
    book.add({ kind: 'corrupt' }, match)

    expect(book.take(['corrupt'], occasion) !== undefined).toBe(fits)
  })

  it('counts its strikes, and can be taken back', () => {
    const book = createFaultBook()
    const handle = book.add({ kind: 'corrupt' }, { times: 'always' })
    book.take(['corrupt'], occasion)
    book.take(['corrupt'], occasion)
    expect(handle.struck).toBe(2)
    handle.remove()

    expect(book.take(['corrupt'], occasion)).toBeUndefined()
  })
})
