import type { Stanza } from '../wire/stanza.ts'

/** The stanzas that a client has not acknowledged. They survive its disconnects. */
export interface Outbox {
  add(stanza: Stanza): void
  pending(): readonly Stanza[]
  /** Forgets what a client's `<ack>` or `<receipt>` is about. */
  settle(answer: Stanza): void
}

/** Creates an empty outbox. */
export function createOutbox(): Outbox {
  const stanzas = new Map<string, Stanza>()
  return {
    add(stanza) {
      const { id = '', from = '', type = '' } = stanza.attrs
      stanzas.set(keyOf(stanza.tag, id, from, type), stanza)
    },
    pending: () => [...stanzas.values()],
    settle(answer) {
      const { id = '', to = '', type = '' } = answer.attrs
      // A receipt answers a message; its type then says what the client did, not which message it was.
      if (answer.tag === 'receipt') stanzas.delete(keyOf('message', id, to, ''))
      else stanzas.delete(keyOf(answer.attrs.class ?? '', id, to, type))
    },
  }
}

// A message is known by its id alone: the receipt may name the sender by another address than the stanza did.
function keyOf(tag: string, id: string, from: string, type: string): string {
  return tag === 'message' ? `message ${id}` : `${tag} ${id} ${from} ${type}`
}
