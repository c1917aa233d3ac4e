import type { Sandbox } from '@khabeer/sandbox'
import Database from 'better-sqlite3'
import type pg from 'pg'
import { expect } from 'vitest'
import { until } from '../../../../test/support/until.ts'
import type { PostedMessage } from './steady-load.ts'

/** A message as it is stored. */
export interface StoredMessage {
  readonly id: number
  readonly waMessageId: string
  readonly text: string
  readonly status: string
  /** When it became `sending` for the first time; null when it never did. */
  readonly sendingAt: number | null
}

/** Gives what reads the messages of a PostgreSQL. */
export const messagesInPostgres = (database: pg.Pool) => async (): Promise<readonly StoredMessage[]> => {
  const { rows } = await database.query<{ [Name in keyof StoredMessage]: StoredMessage[Name] }>(
    `select id::int, wa_message_id as "waMessageId", content::json ->> 'text' as text, status,
        (select min(at)::float8 from khabeer_events where message_id = message.id and status = 'sending') as "sendingAt"
      from khabeer_messages message order by id`,
  )
  return rows
}

/** Gives what reads the messages of a SQLite file. */
export const messagesInSqlite = (file: string) => async (): Promise<readonly StoredMessage[]> => {
  const db = new Database(file, { readonly: true })
  try {
    const select = db.prepare<[], StoredMessage>(
      `select id, wa_message_id as waMessageId, content ->> 'text' as text, status,
        (select min(at) from khabeer_events where message_id = message.id and status = 'sending') as sendingAt
      from khabeer_messages message order by id`,
    )
    return select.all()
  } finally {
    db.close()
  }
}

/**
 * Waits until nothing is left to send, and checks that whatever was accepted was sent, once, that nothing left before its
 * row said so, and that every refusal said how to go on.
 */
export const checkMessages = async (input: {
  readonly posted: readonly PostedMessage[]
  readonly readMessages: () => Promise<readonly StoredMessage[]>
  readonly sandbox: Sandbox
  readonly to: string
}): Promise<void> => {
  const { posted, readMessages, sandbox, to } = input
  const stored = await until('nothing is left to send', 90_000, async () => {
    const messages = await readMessages()
    return messages.some(({ status }) => status === 'queued' || status === 'sending') ? null : messages
  })
  const byText = new Map(stored.map((message) => [message.text, message]))
  const outcomes = posted.flatMap((message) => message.outcomes.map((outcome) => ({ ...outcome, text: message.text })))
  const texts = stored.map(({ text }) => text).toSorted()
  const shown = sandbox.ledger.shownTo(to).map(({ content }) => ('text' in content ? content.text : ''))
  const sendingAt = new Map(stored.map((message) => [message.waMessageId, message.sendingAt ?? Infinity]))

  // Refused in good form, and for what was wrong.
  expect(outcomes.filter(({ flaw }) => flaw !== null)).toEqual([])
  expect(outcomes.filter(({ code }) => code !== null && !/^storage_(failed|busy|full)$/.test(code))).toEqual([])
  // Nothing lost: what was accepted is there under the id that was answered, and what has a key is there at all.
  expect(outcomes.filter(({ id, text }) => id !== null && byText.get(text)?.id !== id)).toEqual([])
  expect(posted.filter(({ hasKey, text }) => hasKey && !byText.has(text))).toEqual([])
  // Nothing doubled.
  expect(texts.filter((text, index) => texts[index - 1] === text)).toEqual([])
  expect(shown.toSorted()).toEqual(texts)
  // A receipt may be lost with the lease under which it came; the phones have shown what it would say.
  expect(stored.filter(({ status }) => status !== 'delivered' && status !== 'sent')).toEqual([])
  // Nothing left before its row said so.
  const stanzas = sandbox.ledger.stanzas()
  expect(stanzas.filter(({ waMessageId, at }) => at < (sendingAt.get(waMessageId) ?? Infinity))).toEqual([])
}
