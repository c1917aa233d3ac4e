import { describe, expect, it } from 'vitest'
import { createOutbox } from './outbox.ts'

const FROM = '491510000002@s.whatsapp.net'
const message = { tag: 'message', attrs: { id: 'A', from: FROM, type: 'text' } }
const delivered = { tag: 'receipt', attrs: { id: 'B', from: FROM } }
const read = { tag: 'receipt', attrs: { id: 'B', from: FROM, type: 'read' } }

describe('outbox', () => {
  it('keeps stanzas in order until they are answered', () => {
    const outbox = createOutbox()
    for (const stanza of [message, delivered, read]) outbox.add(stanza)
    expect(outbox.pending()).toEqual([message, delivered, read])

    outbox.settle({ tag: 'receipt', attrs: { id: 'A', to: '1049@lid', type: 'inactive' } })
    outbox.settle({ tag: 'ack', attrs: { class: 'receipt', id: 'B', to: FROM, type: 'read' } })
    expect(outbox.pending()).toEqual([delivered])
  })

  it('takes a refusal of a message as an answer', () => {
    const outbox = createOutbox()
    outbox.add(message)
    outbox.settle({ tag: 'ack', attrs: { class: 'message', id: 'A', to: FROM, error: '500' } })

    expect(outbox.pending()).toEqual([])
  })

  it('does not take an answer about another message', () => {
    const outbox = createOutbox()
    outbox.add(message)
    outbox.settle({ tag: 'receipt', attrs: { id: 'Z', to: FROM } })

    expect(outbox.pending()).toEqual([message])
  })
})
