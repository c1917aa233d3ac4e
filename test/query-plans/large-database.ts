import process from 'node:process'
import type { Storage } from '../../packages/core/src/storage/storage.ts'

/** How many messages the database has: `npm run plans` asks for as many as a busy gateway keeps. */
export const rowsWanted = Number(process.env.KHABEER_PLAN_ROWS ?? 20_000)

const instances = 50
/** A day in the milliseconds of its times. */
export const dayMs = 24 * 3_600_000
const startMs = Date.UTC(2026, 7, 1)

/** The end of the time that the database covers. */
export const lateMs = startMs + 120 * dayMs

/** What ids look like to an index: each once, in no order. */
const scattered = 'cast((cast(i as bigint) * 2654435761) % 4294967296 as text)'

/** The tables that grow with what is sent, and that of keys, which is never pruned: no hot statement may walk through one of them. */
export const growingTables: readonly string[] = [
  'khabeer_messages',
  'khabeer_events',
  'khabeer_idempotency',
  'khabeer_recipients',
  'khabeer_credentials',
  'khabeer_usage',
  'khabeer_api_keys',
]

/** Makes an account with instances: all but the last have messages. */
export const createOwners = async (storage: Storage): Promise<void> => {
  const plan = { monthlyMessages: null, dailyMessages: 1_000_000_000, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: startMs })
  for (let count = 0; count <= instances; count += 1) {
    await storage.instances.create({ accountId: 1, name: `Shop ${count}`, at: startMs })
  }
}

/**
 * Gives statements that fill the tables with the history of 120 days: four of five messages have ended, those of the
 * last days wait, spread over all instances. Ended ones stand first, where a walk by id would meet them.
 */
export const fillStatements = (rows: number, bytes: 'blob' | 'bytea'): readonly string[] => {
  const ended = Math.floor(rows * 0.8)
  const stepMs = Math.floor((lateMs - startMs) / rows)
  const at = `${startMs} + cast(i as bigint) * ${stepMs}`
  const hasBody = `i > ${Math.floor(rows * 0.7)}`
  const status = `case when i > ${ended} then 'queued' when i > ${ended - instances} then 'sending' when i % 10 = 0 then 'failed' when i % 3 = 0 then 'read' else 'delivered' end`
  const once = (isSet: string, value: string) => `case when ${isSet} then ${value} end`
  const isSent = `i <= ${ended - instances} and i % 10 <> 0`

  return [
    insert(rows, {
      into: 'khabeer_messages',
      values: {
        account_id: '1',
        instance_id: `1 + i % ${instances}`,
        wa_message_id: `'3EB0' || ${scattered}`,
        recipient: "'2010' || cast(10000000 + i % 50000 as text)",
        type: "'text'",
        content: `case when ${hasBody} then '{"text":"Your order 4711 is ready. Thank you for waiting."}' else '{}' end`,
        status,
        error_code: once(`i <= ${ended - instances} and i % 10 = 0`, "'not_on_whatsapp'"),
        next_attempt_at: once(`i > ${ended} and i % 4 = 0`, `${lateMs} + i`),
        held_reason: once(`i > ${ended} and i % 4 = 0`, "case when i % 8 = 0 then 'restricted' else 'scheduled' end"),
        expires_at: once(`i % 5 = 0`, `${lateMs} + i`),
        day: "'2026-08-01'",
        month: "'2026-08'",
        queued_at: at,
        sending_at: once(`i <= ${ended}`, `${at} + 1000`),
        sent_at: once(isSent, `${at} + 2000`),
        delivered_at: once(isSent, `${at} + 3000`),
        read_at: once(`${isSent} and i % 3 = 0`, `${at} + 60000`),
        ended_at: once(`i <= ${ended - instances} and i % 10 = 0`, `${at} + 2000`),
        built: once(`i <= ${ended} and ${hasBody}`, `cast('${'b'.repeat(120)}' as ${bytes})`),
        has_body: `case when ${hasBody} then 1 else 0 end`,
      },
    }),
    insert(rows, {
      into: 'khabeer_events',
      values: {
        account_id: '1',
        instance_id: `1 + i % ${instances}`,
        message_id: 'i',
        status: "'queued'",
        at,
      },
    }),
    insert(rows, {
      into: 'khabeer_idempotency',
      values: {
        account_id: '1',
        route: "'send'",
        key: `'order-' || ${scattered}`,
        body_hash: `'${'a'.repeat(64)}'`,
        answer: "'[]'",
        created_at: at,
      },
    }),
    insert(rows / 5, {
      into: 'khabeer_recipients',
      values: {
        instance_id: `1 + i % ${instances}`,
        recipient: "'2010' || cast(10000000 + i as text)",
        first_sent_at: at,
      },
    }),
    insert(rows / 10, {
      into: 'khabeer_credentials',
      values: {
        instance_id: `1 + i % ${instances}`,
        type: "'session'",
        id: 'cast(i as text)',
        value: `cast('${'s'.repeat(200)}' as ${bytes})`,
      },
    }),
    insert(rows / 10, {
      into: 'khabeer_usage',
      values: { account_id: '2 + i / 365', kind: "'day'", period: 'cast(i % 365 as text)', used: '1' },
    }),
    insert(rows / 10, {
      into: 'khabeer_api_keys',
      values: { account_id: '1', prefix: "'khb_ab12'", hash: scattered, created_at: at },
    }),
  ]
}

const insert = (
  rows: number,
  { into, values }: { readonly into: string; readonly values: Readonly<Record<string, string>> },
): string =>
  `with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < ${Math.floor(rows)})
   insert into ${into} (${Object.keys(values).join(', ')})
   select ${Object.values(values).join(', ')} from numbers`
