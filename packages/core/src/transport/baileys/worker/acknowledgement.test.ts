import { describe, expect, it } from 'vitest'
import { toAckEvent } from './acknowledgement.ts'

const now = 1_700_000_000_000
const ack = (attrs: Record<string, string>) => toAckEvent({ tag: 'ack', attrs: { class: 'message', ...attrs } }, now)

describe('toAckEvent', () => {
  it('a good acknowledgement has no error code', () => {
    expect(ack({ id: '3EB0A', t: '1690000000' })).toEqual({
      type: 'ack',
      waMessageId: '3EB0A',
      at: 1_690_000_000_000,
      errorCode: null,
    })
  })

  it.each(['463', '479', '500'])('a refusal keeps its code %s', (error) => {
    expect(ack({ id: '3EB0A', error })).toMatchObject({ errorCode: error, at: now })
  })

  it('one without an id is nobody’s', () => {
    expect(ack({ t: '1690000000' })).toBeNull()
  })
})
