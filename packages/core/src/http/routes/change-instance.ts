import { z } from 'zod'
import type { InstanceChanges } from '../../instances/instance-settings.ts'
import { changesSchema } from '../../instances/instance-settings.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { mustBeObject, pathId } from './ids.ts'
import { exampleInstance, instanceAnswer, toInstanceAnswer } from './instance-answer.ts'
import { onlyFields } from './known-names.ts'
import { toPacingField, toPacingOptions } from './pacing-fields.ts'

const described = (meta: Readonly<Record<string, unknown>>) => z.unknown().optional().meta(meta)

/** The changes as the core takes them. It checks them itself, whatever their type. */
const toChanges = ({ name, pacing, metadata }: Readonly<Record<string, unknown>>): InstanceChanges =>
  ({ name, pacing: toPacingOptions(pacing), metadata }) as InstanceChanges

const body = onlyFields(
  {
    name: described({ type: 'string', minLength: 1, maxLength: 100 }),
    pacing: described({
      type: ['object', 'null'],
      description: 'What bounds this number, all of it; null for what the server goes by.',
    }),
    metadata: described({ type: 'object', description: 'Texts of your own by name, all of them: up to 20, 4 KB.' }),
  },
  mustBeObject('{"name":"Main Store Number"}'),
)
  // What is wrong is named in the words of the body.
  .superRefine((fields, context) => {
    for (const { path, message } of changesSchema.safeParse(toChanges(fields)).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: path.map(toPacingField), message })
    }
  })
  .meta({ title: 'ChangeInstanceRequest', description: 'What is to be changed of an instance.', minProperties: 1 })

/** Builds the route that changes an instance. */
export const changeInstanceRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'PATCH',
    path: '/instances/{id}',
    scope: 'manage',
    summary: 'Changes the name, the pacing or the metadata of an instance.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'instance_not_found',
    body,
    response: instanceAnswer,
    errors: [],
    example: { body: { name: 'Main Store Number', metadata: { city: 'Cairo' } }, response: exampleInstance },
    run: async ({ account, params, body: fields }) =>
      toInstanceAnswer(await account.instances.update(params.id, toChanges(fields))),
  }),
]
