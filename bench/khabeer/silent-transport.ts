import type { TransportFactory } from '@khabeer/core'

const never = (): Promise<never> => new Promise(() => undefined)

/** A transport whose lines never open: what is accepted stays queued, and no client runs beside the measurement. */
export const silentTransport: TransportFactory = () => ({
  connect: ({ onEvent }) => ({
    lookup: never,
    prepare: never,
    send: never,
    restriction: never,
    requestPairingCode: never,
    logout: never,
    close: async () => onEvent({ type: 'closed', reason: 'closed_by_us', detail: 'the benchmark ends' }),
  }),
  close: async () => undefined,
})
