import fc from 'fast-check'
import type { Ids } from './full-requests.ts'
import type { FieldValues, Schema } from './schema-values.ts'
import { valuesOf } from './schema-values.ts'

const phones = fc.integer({ min: 0, max: 9_999 }).map((n) => `2010555${String(n).padStart(5, '0')}`)

/** The content of a message by its type; its schema does not tell one from the other. */
const contents = fc.oneof(
  fc.record({ text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter(isStorable) }),
  fc.record({
    type: fc.constantFrom('image', 'document'),
    content: fc.record(
      {
        url: fc.webUrl({ validSchemes: ['https'] }),
        caption: fc.string({ unit: 'grapheme', maxLength: 200 }).filter(isStorable),
      },
      { requiredKeys: ['url'] },
    ),
  }),
)

function isStorable(text: string): boolean {
  return !text.includes('\0')
}

const pacings = fc.option(
  fc.record(
    {
      messages: fc.integer({ min: 1, max: 1_000 }),
      per_ms: fc.integer({ min: 1, max: 86_400_000 }),
      settle_ms: fc.integer({ min: 0, max: 60_000 }),
      daily_messages: fc.integer({ min: 1 }),
      daily_first_contacts: fc.integer({ min: 0 }),
      quiet_hours: fc.constant({ from: '22:00', to: '08:00' }),
      recipient_gap_ms: fc.integer({ min: 0, max: 86_400_000 }),
    },
    { requiredKeys: ['messages', 'per_ms'] },
  ),
)

const storable = (maxLength: number, minLength = 0) =>
  fc.string({ unit: 'grapheme', minLength, maxLength: Math.floor(maxLength / 8) }).filter(isStorable)

const fieldValues = ({ instance }: Ids): FieldValues => ({
  to: phones,
  phone: phones,
  phones: fc.array(phones, { minLength: 1, maxLength: 50 }),
  // Not to an instance whose number has an owner: whoever looks up or pairs waits for WhatsApp.
  instance_id: fc.constant(instance),
  instance_ids: fc.option(fc.constant([instance])),
  pacing: pacings,
  metadata: fc.dictionary(storable(64, 1), storable(800), { maxKeys: 5 }),
  time_zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
})

interface Timed {
  readonly send_at?: string | null
  readonly expires_at?: string | null
  readonly ttl_seconds?: number | null
}

/** Makes a message of what its schema allows: what its type asks for, and times that go together. */
const toMessage = (fields: unknown, content: unknown): unknown => {
  const { type: _type, text: _text, content: _content, ...others } = Object(fields)
  const { send_at, expires_at, ttl_seconds, ...rest }: Timed = others
  // A message lives until a time or for a time, and no shorter than until it may go.
  const lives = typeof ttl_seconds === 'number' ? { ttl_seconds: 1 + (ttl_seconds % 1_000_000) } : { expires_at }
  const isTooShort = typeof expires_at === 'string' && typeof send_at === 'string' && expires_at <= send_at
  return { ...rest, ...Object(content), send_at, ...(isTooShort ? {} : lives) }
}

const toMessages = (schema: Schema, resolve: (ref: string) => Schema, given: FieldValues): fc.Arbitrary<unknown> =>
  fc.tuple(valuesOf(schema, resolve, given), contents).map(([fields, content]) => toMessage(fields, content))

/** Builds the good bodies of a route from its schema. */
export const goodBodies = (
  line: string,
  schema: Schema,
  { resolve, ids }: { resolve(ref: string): Schema; readonly ids: Ids },
): fc.Arbitrary<unknown> => {
  const given = fieldValues(ids)
  if (line === 'POST /messages/send') return toMessages(schema, resolve, given)
  if (line === 'POST /messages/send-bulk') {
    const messages = fc.array(toMessages(schema.properties?.messages?.items ?? {}, resolve, given), {
      minLength: 1,
      maxLength: 5,
    })
    return valuesOf(schema, resolve, { ...given, messages })
  }
  const values = valuesOf(schema, resolve, given)
  // Nothing to change is no change.
  return line.startsWith('PATCH') ? values.filter((value) => Object.keys(Object(value)).length > 0) : values
}

const endsAfterItBegins = (query: unknown): boolean => {
  const { queued_from, queued_to } = Object(query)
  return queued_from === undefined || queued_to === undefined || queued_from < queued_to
}

/** Builds the good queries of a route from the schemas of its parameters. */
export const goodQueries = (
  line: string,
  parameters: Readonly<Record<string, Schema>>,
  { resolve, ids }: { resolve(ref: string): Schema; readonly ids: Ids },
): fc.Arbitrary<unknown> => {
  // A cursor comes from an answer; none is made up.
  const { cursor: _cursor, ...properties } = parameters
  const values = valuesOf({ type: 'object', properties }, resolve, fieldValues(ids)).filter(endsAfterItBegins)
  // All of them are never deleted by a filter that was forgotten.
  return line === 'DELETE /messages' ? values.filter((query) => Object.keys(Object(query)).length > 0) : values
}
