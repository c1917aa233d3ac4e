import { z } from 'zod'
import type { CheckedContact } from '../../instances/contact-check.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { answeredTime, bodyInstanceId, mustBeObject, toAnsweredTime } from './ids.ts'
import { instanceStatus } from './instance-status.ts'

const contactAnswer = z
  .object({
    phone: z.string(),
    status: z.enum(['exists', 'not_on_whatsapp', 'pending']),
    wa_phone: z.string().nullable(),
    checked_at: answeredTime.nullable(),
  })
  .meta({ title: 'Contact', description: 'Whether a number is on WhatsApp.' })

const toContactAnswer = ({ phone, status, waPhone, checkedAt }: CheckedContact): z.infer<typeof contactAnswer> => ({
  phone,
  status,
  wa_phone: waPhone,
  checked_at: toAnsweredTime(checkedAt),
})

/** Builds the route that tells who is on WhatsApp. */
export const contactRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/contacts/check',
    scope: 'send',
    summary: 'Tells which of 1 to 50 numbers are on WhatsApp.',
    status: 200,
    body: z
      .object(
        {
          instance_id: bodyInstanceId,
          // The core checks the numbers itself, whatever their type.
          phones: z
            .unknown()
            .optional()
            .meta({ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 50 }),
        },
        mustBeObject('{"instance_id":1,"phones":["201001234567"]}'),
      )
      .meta({
        title: 'CheckContactsRequest',
        description: 'Whom to look for on WhatsApp.',
        required: ['instance_id', 'phones'],
      }),
    response: z
      .object({ instance_status: instanceStatus, contacts: z.array(contactAnswer) })
      .meta({ title: 'CheckedContacts', description: 'What is known of the numbers, in their order.' }),
    errors: ['invalid_recipient', 'instance_not_found'],
    example: {
      body: { instance_id: 1, phones: ['201001234567', '201009999999'] },
      response: {
        instance_status: 'connected',
        contacts: [
          { phone: '201001234567', status: 'exists', wa_phone: '201001234567', checked_at: '2026-06-23T14:00:00.000Z' },
          { phone: '201009999999', status: 'pending', wa_phone: null, checked_at: null },
        ],
      },
    },
    run: async ({ account, body, signal }) => {
      const input = { instanceId: body.instance_id, phones: body.phones as readonly string[] }
      const { instanceStatus: status, contacts } = await account.contacts.check(input, { signal })
      return { instance_status: status, contacts: contacts.map(toContactAnswer) }
    },
  }),
]
