import { describe, expect, it } from 'vitest'
import { fromPayload, toPayload } from './signal-payload.ts'

describe('a notice', () => {
  it('carries signals there and back', () => {
    const signals = [
      { kind: 'messages', instanceId: 7 },
      { kind: 'instances', instanceId: 8 },
      { kind: 'events' },
      { kind: 'leases' },
      { kind: 'accounts' },
    ] as const

    expect(fromPayload(toPayload('me', signals))).toEqual({ sender: 'me', signals })
  })

  it('says only that everybody should look when there is too much to say', () => {
    const signals = Array.from({ length: 2_000 }, (_, instanceId) => ({ kind: 'messages', instanceId }) as const)
    const payload = toPayload('me', signals)

    expect(payload.length).toBeLessThan(8_000)
    expect(fromPayload(payload)).toEqual({ sender: 'me', signals: [{ kind: 'elsewhere' }] })
  })

  it.each(['', 'hello', '[]', '[1]', '["me", {"kind":"messages"}]', '["me", {"kind":"else"}]', '["me", null]', '{}'])(
    'that nobody here wrote makes everybody look: %s',
    (payload) => {
      expect(fromPayload(payload)).toEqual({ sender: null, signals: [{ kind: 'elsewhere' }] })
    },
  )
})
