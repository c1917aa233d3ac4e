import type { Connection, ConnectOptions, TransportFactory } from '@khabeer/core'

/** A transport for the logic above the seam: every number is linked and there, and `send` is what the test says. */
export const fakeTransport = (
  send: Connection['send'],
): { readonly factory: TransportFactory; readonly sent: Promise<void> } => {
  let tellSent: () => void = () => undefined
  const sent = new Promise<void>((resolve) => {
    tellSent = resolve
  })

  const connect = ({ onEvent }: ConnectOptions): Connection => {
    let isClosed = false
    queueMicrotask(() => {
      onEvent({ type: 'open', phone: '201093619140' })
      onEvent({ type: 'caught_up' })
    })
    return {
      lookup: async (recipient) => ({ exists: true, address: recipient }),
      prepare: async () => Uint8Array.of(1),
      send: async (message) => {
        tellSent()
        await send(message)
      },
      restriction: async () => null,
      requestPairingCode: async () => 'ABCD2345',
      logout: async () => undefined,
      close: async () => {
        if (isClosed) return
        isClosed = true
        onEvent({ type: 'closed', reason: 'closed_by_us', detail: 'closed by the test' })
      },
    }
  }
  return { factory: () => ({ connect, close: async () => undefined }), sent }
}
