import { randomBytes } from 'node:crypto'
import type { ConnectionEvent, Storage, TransportFactory } from '@khabeer/core'
import { wrapStorage } from '../../seams/wrap-storage.ts'
import { wrapConnections } from './wrap-connection.ts'

/** A design that writes each attempt under an id of its own: whoever has the first gets the second too. */
export const newIdPerAttempt = (factory: TransportFactory): TransportFactory => {
  const accepted = new Map<string, string>()
  const toAccepted = (id: string): string => accepted.get(id) ?? id
  return wrapConnections(factory, {
    around: (connection) => ({
      ...connection,
      send: (input) => {
        const waMessageId = `3EB0${randomBytes(9).toString('hex').toUpperCase()}`
        accepted.set(waMessageId, input.waMessageId)
        return connection.send({ ...input, waMessageId })
      },
    }),
    hear: (event): ConnectionEvent => {
      if (event.type === 'ack') return { ...event, waMessageId: toAccepted(event.waMessageId) }
      if (event.type === 'receipt') return { ...event, waMessageIds: event.waMessageIds.map(toAccepted) }
      return event
    },
  })
}

/** A design that ends whatever was on its way when it starts: what had not arrived never does. */
export const failOnRestart = (storage: Storage): Storage =>
  wrapStorage(storage, async ({ verb, args, run }) => {
    if (verb !== 'messages.unsettled') return run(args)
    const [lease] = args as Parameters<Storage['messages']['unsettled']> // of that verb
    for (const { id } of await storage.messages.unsettled(lease)) {
      const failed = { messageId: id, code: 'outcome_unknown', error: 'It was on its way.', at: Date.now() }
      await storage.messages.fail(lease, failed)
    }
    return []
  })
