import type { ConnectionEvent, TransportFactory } from '@khabeer/core'

/** Builds a transport that links and opens at once and acknowledges what it is given: the time it takes is all Khabeer's. */
export const obligingTransport =
  (onPrepare: (text: string) => void): TransportFactory =>
  () => ({
    connect: ({ mode, onEvent }) => {
      const report = (...events: readonly ConnectionEvent[]) =>
        void setImmediate(() => {
          for (const event of events) onEvent(event)
        })
      if (mode === 'login') report({ type: 'open', phone: '201000000000' }, { type: 'caught_up' })
      else
        report(
          { type: 'linked', phone: '201000000000' },
          { type: 'closed', reason: 'restart_required', detail: 'linking is done' },
        )
      return {
        lookup: async (recipient) => ({ exists: true, address: recipient }),
        prepare: async (message) => {
          if (message.type === 'text') onPrepare(message.text)
          return new Uint8Array(100)
        },
        send: async ({ waMessageId }) => report({ type: 'ack', waMessageId, at: Date.now(), errorCode: null }),
        restriction: async () => null,
        requestPairingCode: () => new Promise(() => undefined),
        logout: async () => undefined,
        close: async () => onEvent({ type: 'closed', reason: 'closed_by_us', detail: 'the benchmark ends' }),
      }
    },
    close: async () => undefined,
  })
