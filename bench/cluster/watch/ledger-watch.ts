import type { ConnectionRecord } from '../../../packages/sandbox/src/ledger/connections.ts'
import type { ShownMessage, StanzaRecord } from '../../../packages/sandbox/src/ledger/ledger.ts'
import type { Shown } from '../../check/message-history.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { followLedger } from '../../watch/follow-ledger.ts'
import type { Line, Stanza } from '../check/history.ts'

type LedgerEvent =
  | { readonly event: 'connection'; readonly record: ConnectionRecord }
  | { readonly event: 'stanza'; readonly record: StanzaRecord }
  | { readonly event: 'shown'; readonly record: ShownMessage & { readonly owner: string } }

/** What WhatsApp's side saw, as it happens. */
export interface LedgerWatch {
  /** Every login, in order. */
  lines(): readonly Line[]
  /** The line of a number that is active now. */
  liveLine(number: string): Line | undefined
  stanzas(): readonly Stanza[]
  shown(): readonly Shown[]
  /** Whether the phone of a recipient shows a text. */
  isShown(text: string): boolean
  close(): void
}

/** Begins to follow the ledger of a sandbox; rings the bell at every change. */
export const watchLedger = async (controlUrl: string, bell: ChangeBell): Promise<LedgerWatch> => {
  const lines = new Map<number, Line>()
  const latest = new Map<string, Line>()
  const stanzas: Stanza[] = []
  const shown: Shown[] = []
  const received = new Set<string>()

  const hearLine = (record: ConnectionRecord): void => {
    if (record.kind !== 'login' || record.number === null) return
    const line = toLine(record, record.number)
    lines.set(line.id, line)
    if (line.id >= (latest.get(line.number)?.id ?? -1)) latest.set(line.number, line)
  }
  const hear = (event: unknown): void => {
    // The words are the sandbox's own, whose types these are.
    const heard = event as LedgerEvent
    if (heard.event === 'connection') hearLine(heard.record)
    if (heard.event === 'stanza') stanzas.push(toStanza(heard.record))
    if (heard.event === 'shown') {
      const message = toShown(heard.record)
      shown.push(message)
      if (!message.fromMe) received.add(message.text)
    }
  }

  const events = ['connection', 'stanza', 'shown']
  const close = await followLedger({ controlUrl, events, bell }, hear)

  return {
    lines: () => [...lines.values()].toSorted((first, second) => first.id - second.id),
    liveLine: (number) => {
      const line = latest.get(number)
      return line === undefined || line.activeAt === null || line.closedAt !== null ? undefined : line
    },
    stanzas: () => stanzas,
    shown: () => shown,
    isShown: (text) => received.has(text),
    close,
  }
}

const toLine = ({ id, clientName, openedAt, activeAt, closedAt, end }: ConnectionRecord, number: string): Line => ({
  id,
  number,
  member: clientName ?? '',
  openedAt,
  activeAt,
  closedAt,
  isEvicted: end === 'replaced',
})

const toStanza = ({ waMessageId, connectionId, at }: StanzaRecord): Stanza => ({
  waMessageId,
  lineId: connectionId,
  at,
})

const toShown = ({ owner, chat, fromMe, content }: ShownMessage & { readonly owner: string }): Shown => ({
  owner,
  chat,
  fromMe,
  text: content.kind === 'text' ? content.text : content.kind,
})
