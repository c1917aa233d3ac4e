import type { ConnectionRecord } from '../../../packages/sandbox/src/ledger/connections.ts'
import type { MessageContent } from '../../../packages/sandbox/src/ledger/content.ts'
import type { ShownMessage, StanzaRecord } from '../../../packages/sandbox/src/ledger/ledger.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import { readLines } from '../../watch/read-lines.ts'

/** A message on the screen of the one it was sent to. */
export interface Screened {
  /** The text, or the caption. */
  readonly text: string
  readonly waMessageId: string
  readonly recipient: string
}

/** What WhatsApp's side sees, as it happens. */
export interface WhatsAppWatch {
  /** Whether a number has a line on which its client is ready. */
  isLive(number: string): boolean
  /** How many lines of a number the server has cut. */
  cuts(number: string): number
  /** How many message stanzas a number has written. */
  stanzas(number: string): number
  /** How often a message was written, by its id. */
  timesWritten(waMessageId: string): number
  /** Everything on the screens of recipients. */
  screened(): readonly Screened[]
  isScreened(text: string): boolean
  /** How many lines were logged in, and how they ended. */
  lineEnds(): ReadonlyMap<string, number>
  close(): void
}

type LedgerEvent =
  | { readonly event: 'connection'; readonly record: ConnectionRecord }
  | { readonly event: 'stanza'; readonly record: StanzaRecord }
  | { readonly event: 'shown'; readonly record: ShownMessage & { readonly owner: string } }

/** Begins to follow the ledger of a sandbox; rings the bell at every change. */
export const watchWhatsApp = async (controlUrl: string, bell: ChangeBell): Promise<WhatsAppWatch> => {
  const live = new Map<string, number>()
  const cuts = new Map<string, number>()
  const stanzas = new Map<string, number>()
  const written = new Map<string, number>()
  const ends = new Map<string, number>()
  const screened: Screened[] = []
  const texts = new Set<string>()
  const closing = new AbortController()

  const hearLine = ({ kind, id, number, activeAt, closedAt, end }: ConnectionRecord): void => {
    if (kind !== 'login' || number === null) return
    if (closedAt === null) {
      if (activeAt !== null) live.set(number, id)
      return
    }
    if (live.get(number) === id) live.delete(number)
    if (end === 'cut') add(cuts, number)
    add(ends, end ?? 'unknown')
  }

  const hear = (line: string): void => {
    // The words are the sandbox's own, whose types these are.
    const { event, record } = JSON.parse(line) as LedgerEvent
    if (event === 'connection') hearLine(record)
    if (event === 'stanza') {
      add(stanzas, record.sender)
      add(written, record.waMessageId)
    }
    if (event === 'shown' && !record.fromMe) {
      const text = textOf(record.content)
      screened.push({ text, waMessageId: record.waMessageId, recipient: record.owner })
      texts.add(text)
    }
    bell.ring()
  }

  const events = ['connection', 'stanza', 'shown'].map((event) => `event=${event}`).join('&')
  const { body } = await fetch(`${controlUrl}/admin/ledger/events?${events}`, { signal: closing.signal })
  if (body === null) throw new Error('The sandbox tells nothing.')
  const ended = (cause: unknown): void => {
    if (!closing.signal.aborted) bell.fail(new Error('The sandbox does not tell any more what happens.', { cause }))
  }
  readLines(body, hear).then(ended, ended)

  return {
    isLive: (number) => live.has(number),
    cuts: (number) => cuts.get(number) ?? 0,
    stanzas: (number) => stanzas.get(number) ?? 0,
    timesWritten: (waMessageId) => written.get(waMessageId) ?? 0,
    screened: () => screened,
    isScreened: (text) => texts.has(text),
    lineEnds: () => ends,
    close: () => closing.abort(),
  }
}

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const textOf = (content: MessageContent): string => {
  if (content.kind === 'text') return content.text
  return content.kind === 'other' ? content.name : (content.caption ?? content.fileName ?? content.kind)
}
