import type { Companion, CompanionLine } from '../people/companion.ts'
import { element, SERVICE } from './iq-stanza.ts'

/** Sends a client what waited for it, in order, and the line that says it was all. */
export function flushBacklog(companion: Companion, line: CompanionLine): void {
  const waiting = companion.outbox.pending()
  const count = String(waiting.length)
  if (waiting.length > 0) {
    const messages = waiting.filter((stanza) => stanza.tag === 'message').length
    const preview = element('offline_preview', [], { count, message: String(messages) })
    line.send(element('ib', [preview], { from: SERVICE }))
  }
  for (const [index, stanza] of waiting.entries()) {
    line.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(index) } })
  }
  line.send(element('ib', [element('offline', [], { count })], { from: SERVICE }))
}
