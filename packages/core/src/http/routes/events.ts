import { z } from 'zod'
import { fieldError } from '../../errors/field-error.ts'
import { KhabeerError } from '../../errors/khabeer-error.ts'
import type { EventStream } from '../../events/event-stream.ts'
import type { EventType, StreamedEvent } from '../../events/stored-event.ts'
import { eventTypes } from '../../feed/event-filter.ts'
import { allows } from '../../storage/key-scopes.ts'
import type { Actor } from '../authorize.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { eventStreamType, toEventText } from '../event-stream-text.ts'
import type { QrImage } from '../qr-image.ts'
import type { RouteContext } from '../route-context.ts'
import { StreamAnswer } from '../stream-answer.ts'
import { eventData, exampleEvent, toGapData, toQrData, toStoredData } from './event-data.ts'
import { onlyParameters } from './known-names.ts'

/** After how long without an event something is sent, so that nobody on the way takes the connection for dead. */
const heartbeatMs = 15_000
/** After how long a client that was cut off comes back. */
const retryMs = 3_000

const digits = /^(?:0|[1-9]\d{0,14})$/
const mustBeEventId = 'must be the id of an event, e.g. 1234, or 0 for all that is kept'

const isNumber = (value: unknown): boolean => value === undefined || (typeof value === 'string' && digits.test(value))

/** Builds the route that tells what happens as it happens. */
export const eventRoutes = (draw: QrImage): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/events',
    scope: 'read',
    summary: 'Tells what becomes of messages and instances, as server-sent events with this JSON as their data.',
    status: 200,
    query: onlyParameters({
      instance_id: z
        .unknown()
        .optional()
        .refine(isNumber, 'must be the id of an instance, e.g. 1')
        .meta({ type: 'integer', minimum: 1, description: 'Only events of this instance.' }),
      types: z
        .unknown()
        .optional()
        .meta({
          type: 'array',
          items: { type: 'string', enum: [...eventTypes] },
          description: 'Only these types: repeated, or with commas between.',
        }),
      last_event_id: z.unknown().optional().refine(isNumber, mustBeEventId).meta({
        type: 'integer',
        minimum: 0,
        maximum: 999_999_999_999_999,
        description: 'Goes on after this event. The header Last-Event-ID does the same and counts more.',
      }),
    }),
    response: eventData,
    mediaType: eventStreamType,
    errors: ['instance_not_found', 'too_many_streams'],
    example: { response: exampleEvent },
    run: async ({ account, actor, query, headers }) => {
      const instanceId = toNumber(query.instance_id)
      const selection = {
        after: readLastEventId(headers) ?? toNumber(query.last_event_id),
        types: typesFor(actor, readTypes(query.types)),
        instanceIds: instanceId === undefined ? undefined : [instanceId],
        idleMs: heartbeatMs,
      }
      // A foreign or missing one is answered as everywhere.
      if (instanceId !== undefined) await account.instances.get(instanceId)
      return new StreamAnswer({
        contentType: eventStreamType,
        open: async (signal) => {
          const stream = await account.events.stream({ ...selection, signal })
          return { texts: toTexts(stream, draw), ended: stream.ended }
        },
      })
    },
  }),
]

const toNumber = (text: unknown): number | undefined => (text === undefined ? undefined : Number(text))

/** A browser sends the header by itself when it comes back to the address that it was given first. */
const readLastEventId = (headers: RouteContext['headers']): number | undefined => {
  const header = headers['last-event-id']
  if (header === undefined || header === '') return undefined
  if (typeof header === 'string' && digits.test(header)) return Number(header)
  throw fieldError('Last-Event-ID', mustBeEventId)
}

const readTypes = (value: unknown): readonly EventType[] | undefined =>
  value === undefined ? undefined : String(value).split(',').map(readType)

const readType = (text: string): EventType => {
  const found = eventTypes.find((type) => type === text.trim())
  if (found === undefined) throw fieldError('types', `must be some of ${eventTypes.join(', ')}, with commas between`)
  return found
}

/** Whoever has the code of a number can link it: a key that may only read is not told it. */
const typesFor = ({ scopes }: Actor, wanted: readonly EventType[] | undefined): readonly EventType[] | undefined => {
  if (allows(scopes, 'manage')) return wanted
  if (wanted?.includes('instance.qr') !== true) return wanted ?? eventTypes.filter((type) => type !== 'instance.qr')
  throw new KhabeerError('scope_missing', 'instance.qr needs the scope manage. Use an API key that has it.', {
    details: { scope: 'manage' },
  })
}

async function* toTexts(stream: EventStream, draw: QrImage): AsyncGenerator<string> {
  // Whoever is cut off before the first event comes back to the same place.
  yield toEventText({ retryMs, id: stream.position })
  for await (const event of stream) yield await toText(event, draw)
}

const toText = async (event: StreamedEvent, draw: QrImage): Promise<string> => {
  switch (event.type) {
    case 'stream.idle':
      return toEventText({ id: event.id })
    case 'stream.gap':
      return toEventText({ id: event.id, event: event.type, data: toGapData(event) })
    case 'instance.qr':
      return toEventText({ event: event.type, data: toQrData(event, await draw(event.qr)) })
    default:
      return toEventText({ id: event.id, event: event.type, data: toStoredData(event) })
  }
}
