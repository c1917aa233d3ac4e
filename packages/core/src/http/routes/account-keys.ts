import { z } from 'zod'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { assertAhead } from '../key-bounds.ts'
import { exampleKey, keyAnswer, keyRights, newKeyAnswer, toKeyAnswer } from './api-key-answer.ts'
import { mustBeObject, pathId } from './ids.ts'
import { onlyFields } from './known-names.ts'

const ofAccount = {
  scope: 'admin',
  path: '/admin/accounts/{id}/api-keys',
  params: z.object({ id: pathId }),
  missingCode: 'account_not_found',
} as const

/** Builds the routes with which whoever runs the server manages the keys of an account. */
export const accountKeyRoutes = (): readonly Route[] => [
  defineRoute({
    ...ofAccount,
    method: 'POST',
    summary: 'Makes an API key for an account, which is shown this once.',
    status: 201,
    body: onlyFields(keyRights, mustBeObject('{"name":"Website","scopes":["send"]}')),
    isBodyOptional: true,
    response: newKeyAnswer,
    errors: ['instance_not_found'],
    example: {
      body: { name: 'Website', scopes: ['send'] },
      response: { ...exampleKey, instance_ids: null, key: 'khb_...' },
    },
    run: async ({ core, params, body, now }) => {
      const { name, scopes, instance_ids: instanceIds, expires_at: expiresAt } = body
      assertAhead(expiresAt, now())
      const input = { accountId: params.id, name, scopes, instanceIds, expiresAt }
      const { apiKey, key } = await core.apiKeys.create(input)
      return { ...toKeyAnswer(apiKey), key }
    },
  }),
  defineRoute({
    ...ofAccount,
    method: 'GET',
    summary: 'Lists the API keys of an account that are neither revoked nor expired.',
    status: 200,
    response: z.array(keyAnswer),
    errors: [],
    example: { response: [exampleKey] },
    run: async ({ core, params }) => {
      // Of a missing account nobody should believe that it has no keys.
      const { id } = await core.accounts.get(params.id)
      return (await core.apiKeys.list(id, { isLive: true })).map(toKeyAnswer)
    },
  }),
  defineRoute({
    scope: 'admin',
    method: 'DELETE',
    path: '/admin/accounts/{id}/api-keys/{key_id}',
    params: z.object({ id: pathId, key_id: pathId }),
    missingCode: 'api_key_not_found',
    summary: 'Revokes an API key of an account.',
    status: 200,
    response: z.object({ status: z.literal('revoked') }),
    errors: [],
    example: { response: { status: 'revoked' } },
    run: async ({ core, params }) => {
      await core.apiKeys.revoke(params.key_id, params.id)
      return { status: 'revoked' as const }
    },
  }),
]
