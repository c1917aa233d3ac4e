import { createTopic } from '../events.ts'
import { toNumber } from '../people/number.ts'
import { waitFor } from '../wait-for.ts'
import type { ConnectionChange, ConnectionRecord } from './connections.ts'
import type { IqRecord } from './iqs.ts'
import { createIqCounter } from './iqs.ts'
import type {
  Ledger,
  LedgerEntry,
  LedgerEvents,
  PresenceRecord,
  ReceiptRecord,
  ShownMessage,
  StanzaRecord,
} from './ledger.ts'

/** A record that is still being written: the line it is about lives. */
export interface OpenConnection {
  readonly id: number
  update(change: ConnectionChange): void
}

/** What makes a message the same one on a screen. */
export type ScreenKey = Pick<ShownMessage, 'waMessageId' | 'chat' | 'fromMe'>

/** The ledger with its writing side, for the server alone. */
export interface LedgerBook extends Ledger {
  addEntry(entry: LedgerEntry): void
  addStanza(stanza: StanzaRecord): void
  /** Shows a message on the phone of its owner; answers false when that id is there already. */
  show(owner: string, message: ShownMessage): boolean
  isShown(owner: string, message: ScreenKey): boolean
  addReceipt(receipt: ReceiptRecord): void
  addPresence(presence: PresenceRecord): void
  openConnection(record: Omit<ConnectionRecord, 'id'>): OpenConnection
  addIq(iq: IqRecord): void
}

/** Creates an empty ledger. */
export function createLedgerBook(): LedgerBook {
  const entries: LedgerEntry[] = []
  const stanzas: StanzaRecord[] = []
  const receipts: ReceiptRecord[] = []
  const presences: PresenceRecord[] = []
  const connections: ConnectionRecord[] = []
  const screens = new Map<string, Map<string, ShownMessage>>()
  const iqs = createIqCounter()
  const topics: { readonly [K in keyof LedgerEvents]: ReturnType<typeof createTopic<LedgerEvents[K]>> } = {
    entry: createTopic(),
    stanza: createTopic(),
    shown: createTopic(),
    receipt: createTopic(),
    connection: createTopic(),
    iq: createTopic(),
  }

  return {
    entries: () => [...entries],
    stanzas: (id) => stanzas.filter((stanza) => id === undefined || stanza.waMessageId === id),
    shownTo: (number) => [...(screens.get(toNumber(number))?.values() ?? [])],
    receipts: () => [...receipts],
    presences: () => [...presences],
    connections: (number) => connections.filter((record) => number === undefined || record.number === toNumber(number)),
    iqCount: (filter = {}) => iqs.count(filter),
    waitFor: (predicate, options) =>
      waitFor(
        { find: () => entries.find(predicate), onChange: topics.entry.on, missing: 'No such entry came' },
        options,
      ),
    waitForCount: (count, predicate = () => true, options) =>
      waitFor(
        {
          find() {
            const found = entries.filter(predicate)
            return found.length >= count ? found : undefined
          },
          onChange: topics.entry.on,
          missing: `Fewer than ${count} such entries came`,
        },
        options,
      ),
    next(event, predicate = () => true, options) {
      let found: LedgerEvents[typeof event] | undefined
      return waitFor(
        {
          find: () => found,
          onChange: (listener) =>
            topics[event].on((value) => {
              if (found === undefined && predicate(value)) found = value
              listener()
            }),
          missing: `No such ${event} came`,
        },
        options,
      )
    },
    on: (event, listener) => topics[event].on(listener),
    addEntry(entry) {
      entries.push(entry)
      topics.entry.emit(entry)
    },
    addStanza(stanza) {
      stanzas.push(stanza)
      topics.stanza.emit(stanza)
    },
    show(owner, message) {
      const screen = screens.get(owner) ?? new Map<string, ShownMessage>()
      screens.set(owner, screen)
      const key = screenKey(message)
      if (screen.has(key)) return false
      screen.set(key, message)
      topics.shown.emit({ ...message, owner })
      return true
    },
    isShown: (owner, message) => screens.get(owner)?.has(screenKey(message)) ?? false,
    addPresence(presence) {
      presences.push(presence)
    },
    addReceipt(receipt) {
      receipts.push(receipt)
      topics.receipt.emit(receipt)
    },
    openConnection(opened) {
      const id = connections.length
      const record = { ...opened, id }
      connections.push(record)
      topics.connection.emit(record)
      return {
        id,
        update(change) {
          const changed = { ...record, ...connections[id], ...change }
          connections[id] = changed
          topics.connection.emit(changed)
        },
      }
    },
    addIq(iq) {
      iqs.add(iq)
      topics.iq.emit(iq)
    },
  }
}

// Ids are unique per sender only: two people may choose the same one.
function screenKey(message: ScreenKey): string {
  return `${message.fromMe ? '>' : '<'}${message.chat}/${message.waMessageId}`
}
