import { z } from 'zod'
import type { ShownQr, StoredEvent, StreamGap } from '../../events/stored-event.ts'
import { messageStatuses } from '../../storage/message-status.ts'
import { toDataUri } from '../qr-image.ts'
import { answeredId, answeredTime } from './ids.ts'
import { instanceStatus } from './instance-status.ts'
import { answeredStatus } from './message-answer.ts'

const stored = { id: answeredId, at: answeredTime, instance_id: answeredId }

const messageEvent = z
  .object({
    ...stored,
    type: z.enum(messageStatuses.map((status) => `message.${status}` as const)),
    message_id: answeredId,
    status: answeredStatus,
    error_code: z.string().nullable(),
  })
  .meta({ title: 'MessageStatusEvent', description: 'A message took a step.' })

const instanceEvent = z
  .object({
    ...stored,
    type: z.literal('instance.status'),
    status: instanceStatus,
    status_reason: z.string().nullable(),
  })
  .meta({ title: 'InstanceStatusEvent', description: 'An instance stands somewhere else.' })

const qrEvent = z
  .object({
    type: z.literal('instance.qr'),
    instance_id: answeredId,
    qr_base64: z.string(),
    qr_text: z.string(),
    expires_at: answeredTime,
  })
  .meta({ title: 'InstanceQrEvent', description: 'An instance shows a QR code to scan.' })

const gapEvent = z
  .object({ type: z.literal('stream.gap'), after: answeredId, resumes_after: answeredId })
  .meta({ title: 'StreamGapEvent', description: 'Events may be missing.' })

/** The JSON that an event carries as its data. */
export const eventData = z
  .union([messageEvent, instanceEvent, qrEvent, gapEvent])
  .meta({ title: 'StreamedEvent', description: 'What a stream of events tells of.' })

type EventData = z.infer<typeof eventData>

/** The event that examples show. */
export const exampleEvent: EventData = {
  id: 1234,
  type: 'message.sent',
  at: '2026-06-23T14:00:02.000Z',
  instance_id: 1,
  message_id: 123,
  status: 'sent',
  error_code: null,
}

/** Writes a stored event. */
export const toStoredData = (event: StoredEvent): EventData => {
  const { id, instanceId: instance_id } = event
  const at = event.at.toISOString()
  if (event.type === 'instance.status') {
    return { id, type: event.type, at, instance_id, status: event.status, status_reason: event.statusReason }
  }
  const { type, messageId: message_id, status, errorCode: error_code } = event
  return { id, type, at, instance_id, message_id, status, error_code }
}

/** Writes a QR code, in the words of the route that shows one. */
export const toQrData = ({ type, instanceId, qr, expiresAt }: ShownQr, picture: Uint8Array): EventData => ({
  type,
  instance_id: instanceId,
  qr_base64: toDataUri(picture),
  qr_text: qr,
  expires_at: expiresAt.toISOString(),
})

/** Writes that events may be missing. */
export const toGapData = ({ type, after, id }: StreamGap): EventData => ({ type, after, resumes_after: id })
