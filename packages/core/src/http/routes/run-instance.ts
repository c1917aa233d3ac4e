import { z } from 'zod'
import type { AccountScope } from '../../facade.ts'
import type { InstanceDetails } from '../../instances/instance-details.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { mustBeObject, pathId } from './ids.ts'
import { exampleInstance, instanceAnswer, toInstanceAnswer } from './instance-answer.ts'

const action = (
  path: `/instances/{id}/${string}`,
  summary: string,
  act: (instances: AccountScope['instances'], id: number) => Promise<InstanceDetails>,
): Route =>
  defineRoute({
    method: 'POST',
    path,
    scope: 'manage',
    summary,
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'instance_not_found',
    response: instanceAnswer,
    errors: [],
    example: { response: exampleInstance },
    run: async ({ account, params }) => toInstanceAnswer(await act(account.instances, params.id)),
  })

/** Builds the routes that hold an instance, let it go on, connect it anew, unlink it and link it by a code. */
export const runInstanceRoutes = (): readonly Route[] => [
  action('/instances/{id}/pause', 'Holds the queue of an instance until it is resumed.', (instances, id) =>
    instances.pause(id),
  ),
  action('/instances/{id}/resume', 'Lets the queue of an instance go on.', (instances, id) => instances.resume(id)),
  action('/instances/{id}/restart', 'Closes the line of an instance and opens it anew.', (instances, id) =>
    instances.restart(id),
  ),
  action('/instances/{id}/logout', 'Unlinks the number of an instance and keeps the instance.', (instances, id) =>
    instances.logout(id),
  ),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/pairing-code',
    scope: 'manage',
    summary: 'Gives a code to type on the phone, in place of the QR code.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'instance_not_found',
    // The core checks the number itself, whatever its type.
    body: z
      .object(
        {
          phone: z
            .unknown()
            .optional()
            .meta({ type: 'string', description: 'The number of the phone, e.g. 201093619140.' }),
        },
        mustBeObject('{"phone":"201093619140"}'),
      )
      .meta({ title: 'PairingCodeRequest', description: 'Which phone is to be linked.', required: ['phone'] }),
    response: z
      .object({ code: z.string(), phone: z.string() })
      .meta({ title: 'PairingCode', description: 'A code to type on that phone.' }),
    errors: ['invalid_recipient', 'already_linked', 'pairing_failed'],
    example: { body: { phone: '201093619140' }, response: { code: 'ABCD1234', phone: '201093619140' } },
    run: async ({ account, params, body }) => account.instances.pairingCode(params.id, { phone: body.phone as string }),
  }),
]
