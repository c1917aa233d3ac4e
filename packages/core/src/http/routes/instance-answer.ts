import { z } from 'zod'
import type { InstanceDetails } from '../../instances/instance-details.ts'
import { answeredId, answeredTime, toAnsweredTime } from './ids.ts'
import { instanceStatus } from './instance-status.ts'
import { pacingAnswer, toPacingAnswer } from './pacing-fields.ts'

/** An instance in an answer. */
export const instanceAnswer = z
  .object({
    id: answeredId,
    name: z.string(),
    phone: z.string().nullable(),
    status: instanceStatus,
    created_at: answeredTime,
    status_reason: z.string().nullable(),
    restriction: z.object({ type: z.string(), until: answeredTime.nullable() }).nullable(),
    connected_at: answeredTime.nullable(),
    held_reason: z.string().nullable(),
    held_until: answeredTime.nullable(),
    queued: z.int(),
    queued_more: z.boolean(),
    oldest_queued_at: answeredTime.nullable(),
    pacing: pacingAnswer.nullable(),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ title: 'Instance', description: 'A WhatsApp number, and how it stands.' })

/** The instance that examples show. */
export const exampleInstance: z.infer<typeof instanceAnswer> = {
  id: 1,
  name: 'Main Store Number',
  phone: '201093619140',
  status: 'connected',
  created_at: '2026-06-20T10:00:00.000Z',
  status_reason: null,
  restriction: null,
  connected_at: '2026-06-20T10:01:12.000Z',
  held_reason: null,
  held_until: null,
  queued: 0,
  queued_more: false,
  oldest_queued_at: null,
  pacing: null,
  metadata: {},
}

/** Writes an instance as it is answered. */
export const toInstanceAnswer = (instance: InstanceDetails): z.infer<typeof instanceAnswer> => ({
  id: instance.id,
  name: instance.name,
  phone: instance.phone,
  status: instance.status,
  created_at: instance.createdAt.toISOString(),
  status_reason: instance.statusReason,
  restriction: instance.restriction && {
    type: instance.restriction.type,
    until: toAnsweredTime(instance.restriction.until),
  },
  connected_at: toAnsweredTime(instance.connectedAt),
  held_reason: instance.heldReason,
  held_until: toAnsweredTime(instance.heldUntil),
  queued: instance.queue.queued,
  queued_more: instance.queue.isMore,
  oldest_queued_at: toAnsweredTime(instance.queue.oldestQueuedAt),
  pacing: instance.pacing && toPacingAnswer(instance.pacing),
  metadata: instance.metadata,
})
