import type { Unsubscribe } from '../events.ts'
import type { ConnectionRecord } from '../ledger/connections.ts'
import type { MessageContent } from '../ledger/content.ts'
import type { Sandbox } from '../sandbox.ts'

/** Says in one line each what happens on a sandbox. */
export function narrate({ ledger }: Sandbox, say: (line: string) => void): Unsubscribe {
  const unsubscribes = [
    ledger.on('connection', (record) => say(describeConnection(record))),
    ledger.on('stanza', ({ waMessageId, sender, recipient, outcome, code }) => {
      if (outcome !== 'acknowledged')
        say(`message ${waMessageId} ${sender} → ${recipient}: ${outcome} ${code ?? ''}`.trim())
    }),
    ledger.on('shown', ({ owner, chat, fromMe, content, waMessageId }) => {
      say(
        `phone ${owner} shows ${fromMe ? `to ${chat}` : `from ${chat}`}: ${describeContent(content)} (${waMessageId})`,
      )
    }),
    ledger.on('entry', ({ readable, problem, waMessageId }) => {
      if (!readable && problem !== 'sealed') say(`message ${waMessageId} was not readable: ${problem}`)
    }),
  ]
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe()
  }
}

function describeConnection({ kind, number, deviceId, activeAt, closedAt, end, code }: ConnectionRecord): string {
  const who = number === null ? kind : `${kind} of ${number}:${deviceId}`
  if (closedAt !== null) return `${who} ended: ${end}${code === null ? '' : ` ${code}`}`
  return activeAt === null ? `${who} opened` : `${who} is ready`
}

function describeContent(content: MessageContent): string {
  if (content.kind === 'text') return JSON.stringify(content.text)
  if (content.kind === 'other') return content.name
  const details = [
    content.fileName,
    content.caption,
    content.length === null ? 'not readable' : `${content.length} bytes`,
  ]
  return `${content.kind} ${details.filter((detail) => detail !== null).join(', ')}`
}
