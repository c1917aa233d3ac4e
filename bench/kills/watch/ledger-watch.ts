import type { ConnectionRecord } from '../../../packages/sandbox/src/ledger/connections.ts'
import type { MessageContent } from '../../../packages/sandbox/src/ledger/content.ts'
import type { LedgerEntry, ShownMessage, StanzaRecord } from '../../../packages/sandbox/src/ledger/ledger.ts'
import type { Shown } from '../../check/message-history.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { followLedger } from '../../watch/follow-ledger.ts'

/** A message that a phone could not read when it came. */
export interface Unreadable {
  readonly waMessageId: string
  readonly device: string
  readonly problem: string
}

/** What WhatsApp's side saw, as it happens. */
export interface LedgerWatch {
  /** Whether a process has a line that is active now. */
  isOnline(gatewayName: string): boolean
  /** Whether the line of a number is active now. */
  isConnected(number: string): boolean
  /** Whether a process has written any message. */
  hasWrittenAny(gatewayName: string): boolean
  /** Whether a process has written a message. */
  hasWritten(gatewayName: string, waMessageId: string): boolean
  /** How often any process wrote a message beyond the first time. */
  countRepeated(): number
  shown(): readonly Shown[]
  /** Whether the phone of a recipient shows a text. */
  isShown(text: string): boolean
  unreadable(): readonly Unreadable[]
  close(): void
}

type LedgerEvent =
  | { readonly event: 'connection'; readonly record: ConnectionRecord }
  | { readonly event: 'stanza'; readonly record: StanzaRecord }
  | { readonly event: 'entry'; readonly record: LedgerEntry }
  | { readonly event: 'shown'; readonly record: ShownMessage & { readonly owner: string } }

/** Begins to follow the ledger of a sandbox; rings the bell at every change. */
export const watchLedger = async (controlUrl: string, bell: ChangeBell): Promise<LedgerWatch> => {
  const lines = new Map<number, ConnectionRecord>()
  const live = new Set<number>()
  const written = new Set<string>()
  const writers = new Set<string>()
  const ids = new Set<string>()
  let stanzas = 0
  const shown: Shown[] = []
  const received = new Set<string>()
  const unreadable = new Map<string, Unreadable>()

  const hearLine = (record: ConnectionRecord): void => {
    lines.set(record.id, record)
    if (record.kind === 'login' && record.activeAt !== null && record.closedAt === null) live.add(record.id)
    else live.delete(record.id)
  }
  const hearStanza = ({ waMessageId, connectionId }: StanzaRecord): void => {
    stanzas += 1
    ids.add(waMessageId)
    const writer = lines.get(connectionId)?.clientName ?? ''
    writers.add(writer)
    written.add(`${writer} ${waMessageId}`)
  }
  const hearEntry = ({ waMessageId, deviceKind, readable, problem }: LedgerEntry): void => {
    // What came twice was read the first time, and what is for another client is not read here.
    if (readable || problem === null || problem === 'duplicate' || problem === 'sealed') return
    unreadable.set(`${deviceKind} ${waMessageId}`, { waMessageId, device: deviceKind, problem })
  }
  const hear = (event: unknown): void => {
    // The words are the sandbox's own, whose types these are.
    const heard = event as LedgerEvent
    if (heard.event === 'connection') hearLine(heard.record)
    if (heard.event === 'stanza') hearStanza(heard.record)
    if (heard.event === 'entry') hearEntry(heard.record)
    if (heard.event === 'shown') {
      const message = toShown(heard.record)
      shown.push(message)
      if (!message.fromMe) received.add(message.text)
    }
  }
  const close = await followLedger({ controlUrl, events: ['connection', 'stanza', 'entry', 'shown'], bell }, hear)
  const liveLines = (): readonly ConnectionRecord[] => [...live].flatMap((id) => lines.get(id) ?? [])

  return {
    isOnline: (gatewayName) => liveLines().some(({ clientName }) => clientName === gatewayName),
    isConnected: (number) => liveLines().some((line) => line.number === number),
    hasWrittenAny: (gatewayName) => writers.has(gatewayName),
    hasWritten: (gatewayName, waMessageId) => written.has(`${gatewayName} ${waMessageId}`),
    countRepeated: () => stanzas - ids.size,
    shown: () => shown,
    isShown: (text) => received.has(text),
    unreadable: () => [...unreadable.values()],
    close,
  }
}

const toShown = ({ owner, chat, fromMe, content }: ShownMessage & { readonly owner: string }): Shown => ({
  owner,
  chat,
  fromMe,
  text: textOf(content),
})

const textOf = (content: MessageContent): string => {
  if (content.kind === 'text') return content.text
  return content.kind === 'other' ? content.name : (content.caption ?? content.kind)
}
