import { fieldError } from '../errors/field-error.ts'
import type { EventType, ShownQr, StoredEvent } from '../events/stored-event.ts'

/** Every type that can be asked for. */
export const eventTypes = [
  'message.queued',
  'message.sending',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.played',
  'message.failed',
  'message.cancelled',
  'message.expired',
  'instance.status',
  'instance.qr',
] as const satisfies readonly EventType[]

/** Which events are wanted; all unless something is given. */
export interface EventFilter {
  /** Only these instances. */
  readonly instanceIds?: readonly number[] | undefined
  /** Only these types. */
  readonly types?: readonly EventType[] | undefined
}

/** Builds the judge of a filter. Throws `invalid_request` for a type that does not exist. */
export const createFilter = ({ instanceIds, types }: EventFilter): ((event: StoredEvent | ShownQr) => boolean) => {
  const unknown = types?.find((type) => !eventTypes.includes(type))
  if (unknown !== undefined) {
    throw fieldError('types', `has ${JSON.stringify(unknown)}, which is none. Use ${eventTypes.join(', ')}.`)
  }
  const wantedInstances = instanceIds && new Set(instanceIds)
  const wantedTypes = types && new Set<EventType>(types)
  return ({ instanceId, type }) => wantedInstances?.has(instanceId) !== false && wantedTypes?.has(type) !== false
}
