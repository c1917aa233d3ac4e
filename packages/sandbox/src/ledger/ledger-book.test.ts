import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from './ledger.ts'
import { createLedgerBook } from './ledger-book.ts'

const OWNER = '491510000002'
const entry: LedgerEntry = {
  waMessageId: 'A',
  sender: '491510000001',
  recipient: OWNER,
  deviceKind: 'phone',
  deviceId: 0,
  type: 'text',
  content: { kind: 'text', text: 'hello' },
  readable: true,
  problem: null,
  at: 1,
}
const content = { kind: 'text', text: 'hello' } as const
const message = { waMessageId: 'A', chat: '491510000001', fromMe: false, content, at: 1 }

describe('ledger', () => {
  it('shows a repeated id once per chat and direction', () => {
    const ledger = createLedgerBook()
    expect(ledger.show(OWNER, message)).toBe(true)
    expect(ledger.show(OWNER, message)).toBe(false)
    expect(ledger.show(OWNER, { ...message, chat: '491510000003' })).toBe(true)
    expect(ledger.show(OWNER, { ...message, fromMe: true })).toBe(true)

    expect(ledger.shownTo(`+${OWNER}`)).toHaveLength(3)
  })

  it('waits for an entry that is there or still to come', async () => {
    const ledger = createLedgerBook()
    const coming = ledger.waitFor(({ waMessageId }) => waMessageId === 'A')
    ledger.addEntry(entry)

    expect(await coming).toBe(entry)
    expect(await ledger.waitFor(() => true)).toBe(entry)
  })

  it('waits for a number of entries', async () => {
    const ledger = createLedgerBook()
    const coming = ledger.waitForCount(2, ({ readable }) => readable)
    ledger.addEntry({ ...entry, readable: false })
    ledger.addEntry(entry)
    ledger.addEntry({ ...entry, waMessageId: 'B' })

    expect((await coming).map(({ waMessageId }) => waMessageId)).toEqual(['A', 'B'])
  })

  it('gives up a wait with a timeout', async () => {
    const ledger = createLedgerBook()

    await expect(ledger.waitFor(() => true, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' })
    await expect(ledger.next('receipt', () => true, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('counts queries by what is asked about them', () => {
    const ledger = createLedgerBook()
    for (const xmlns of ['usync', 'usync', 'w:p']) ledger.addIq({ number: OWNER, xmlns, type: 'get', child: xmlns })
    ledger.addIq({ number: null, xmlns: 'usync', type: 'get', child: 'usync' })

    expect(ledger.iqCount({ xmlns: 'usync' })).toBe(3)
    expect(ledger.iqCount({ xmlns: 'usync', number: OWNER })).toBe(2)
    expect(ledger.iqCount({ number: null })).toBe(1)
    expect(ledger.iqCount()).toBe(4)
  })

  it('stops calling a listener that was taken back', () => {
    const ledger = createLedgerBook()
    const heard: string[] = []
    const stop = ledger.on('entry', ({ waMessageId }) => heard.push(waMessageId))
    ledger.addEntry(entry)
    stop()
    ledger.addEntry(entry)

    expect(heard).toEqual(['A'])
  })
})
