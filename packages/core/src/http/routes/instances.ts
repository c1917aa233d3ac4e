import { z } from 'zod'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { idempotencyKeyOf, markReplay } from '../idempotency-header.ts'
import { apiBasePath } from '../match-route.ts'
import { answeredId, mustBeObject, pathId } from './ids.ts'
import { exampleInstance, instanceAnswer, toInstanceAnswer } from './instance-answer.ts'
import { instanceStatus } from './instance-status.ts'

/** Builds the routes that create, show and remove instances. */
export const instanceRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/instances',
    scope: 'manage',
    summary: 'Creates an instance, to be linked by its QR code.',
    status: 201,
    // The core checks the name itself, whatever its type.
    body: z
      .object(
        { name: z.unknown().optional().meta({ type: 'string', minLength: 1, maxLength: 100 }) },
        mustBeObject('{"name":"Main Store Number"}'),
      )
      .meta({ required: ['name'] }),
    response: z.object({ id: answeredId, status: instanceStatus, qr_url: z.string() }),
    errors: ['instance_limit_reached'],
    isRepeatable: true,
    example: {
      body: { name: 'Main Store Number' },
      response: { id: 5, status: 'waiting_scan', qr_url: '/api/v1/instances/5/qr' },
    },
    run: async ({ account, body, prefix, headers }) => {
      const idempotencyKey = idempotencyKeyOf(headers)
      const { id, status, isReplayed } = await account.instances.create({ name: body.name as string, idempotencyKey })
      return markReplay({ id, status, qr_url: `${prefix}${apiBasePath}/instances/${id}/qr` }, isReplayed)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances',
    scope: 'read',
    summary: 'Lists the instances of the account.',
    status: 200,
    response: z.array(instanceAnswer),
    errors: [],
    example: { response: [exampleInstance] },
    run: async ({ account }) => (await account.instances.list()).map(toInstanceAnswer),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}',
    scope: 'read',
    summary: 'Shows one instance.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'instance_not_found',
    response: instanceAnswer,
    errors: [],
    example: { response: exampleInstance },
    run: async ({ account, params }) => toInstanceAnswer(await account.instances.get(params.id)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/instances/{id}',
    scope: 'manage',
    summary: 'Disconnects an instance and removes it.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'instance_not_found',
    response: z.object({ status: z.literal('disconnected') }),
    errors: [],
    example: { response: { status: 'disconnected' } },
    run: async ({ account, params }) => {
      await account.instances.delete(params.id)
      return { status: 'disconnected' as const }
    },
  }),
]
