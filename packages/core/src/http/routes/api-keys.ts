import { z } from 'zod'
import { endOfKey } from '../../accounts/api-key-input.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { assertAhead, assertWithin, endOfRotatedKey, findKey, rightsOfNewKey, seesKey } from '../key-bounds.ts'
import { exampleKey, keyAnswer, keyFields, keyRights, newKeyAnswer, toKeyAnswer } from './api-key-answer.ts'
import { mustBeObject, pathId } from './ids.ts'
import { onlyFields, someFields } from './known-names.ts'

const exampleReplaced: z.infer<typeof keyAnswer> = {
  ...exampleKey,
  expires_at: '2026-06-24T10:00:00.000Z',
  last_used_at: '2026-06-24T08:59:00.000Z',
}

const graceSeconds = z
  .int({ error: 'must be a whole number of seconds, e.g. 3600' })
  .min(0, { error: 'must not be negative; 0 ends the old key at once' })
  .max(2_592_000, { error: 'must be at most 2592000, which is 30 days' })

/** Builds the routes that make, show, change, replace and end the keys of an account. */
export const apiKeyRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/api-keys',
    scope: 'manage',
    summary: 'Makes an API key, which is shown this once.',
    status: 201,
    body: onlyFields(keyRights, mustBeObject('{"name":"Website","scopes":["send"]}')),
    isBodyOptional: true,
    response: newKeyAnswer,
    errors: ['instance_not_found'],
    example: {
      body: { name: 'Website', scopes: ['send'], instance_ids: [1], expires_at: '2027-01-31T00:00:00Z' },
      response: { ...exampleKey, key: 'khb_...' },
    },
    run: async ({ core, actor, body, now }) => {
      const { name, scopes, instance_ids: instanceIds, expires_at: expiresAt } = body
      assertAhead(expiresAt, now())
      const { apiKey, key } = await core.apiKeys.create({
        accountId: actor.accountId,
        name,
        ...rightsOfNewKey(actor, { scopes, instanceIds, expiresAt }),
      })
      return { ...toKeyAnswer(apiKey), key }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api-keys',
    scope: 'manage',
    summary: 'Lists the API keys of the account that are neither revoked nor expired.',
    status: 200,
    response: z.array(keyAnswer),
    errors: [],
    example: { response: [exampleKey] },
    run: async ({ core, actor }) => {
      const keys = await core.apiKeys.list(actor.accountId, { isLive: true })
      return keys.filter((key) => seesKey(actor, key)).map(toKeyAnswer)
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/api-keys/{id}',
    scope: 'manage',
    summary: 'Changes what an API key is called, may do, or when it ends.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'api_key_not_found',
    body: someFields(keyRights, mustBeObject('{"scopes":["read","send"]}')),
    response: keyAnswer,
    errors: ['instance_not_found'],
    example: {
      body: { scopes: ['read', 'send'], instance_ids: null },
      response: { ...exampleKey, scopes: ['read', 'send'], instance_ids: null },
    },
    run: async ({ core, actor, params, body, now }) => {
      const { name, scopes, instance_ids: instanceIds, expires_at: expiresAt } = body
      assertAhead(expiresAt, now())
      await findKey(actor, core, params.id)
      assertWithin(actor, { scopes, instanceIds, expiresAt })
      return toKeyAnswer(
        await core.apiKeys.update(params.id, { name, scopes, instanceIds, expiresAt }, actor.accountId),
      )
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api-keys/{id}/rotate',
    scope: 'manage',
    summary: 'Makes a new API key in the place of one that goes on beside it for a while.',
    status: 201,
    params: z.object({ id: pathId }),
    missingCode: 'api_key_not_found',
    body: onlyFields(
      { grace_seconds: graceSeconds.optional(), expires_at: endOfKey.optional() },
      mustBeObject('{"grace_seconds":3600}'),
    ),
    isBodyOptional: true,
    response: keyFields
      .extend({ key: z.string(), replaced: keyAnswer })
      .meta({ title: 'RotatedApiKey', description: 'The new API key, and what became of the old one.' }),
    errors: [],
    example: {
      body: { grace_seconds: 3600 },
      response: {
        ...exampleKey,
        id: 5,
        prefix: 'khb_b20XpR',
        created_at: '2026-06-24T09:00:00.000Z',
        key: 'khb_...',
        replaced: exampleReplaced,
      },
    },
    run: async ({ core, actor, params, body, now }) => {
      const { grace_seconds: grace, expires_at: wantedEnd } = body
      assertAhead(wantedEnd, now())
      const old = await findKey(actor, core, params.id)
      const { apiKey, key, replaced } = await core.apiKeys.rotate(params.id, {
        accountId: actor.accountId,
        graceMs: grace === undefined ? undefined : grace * 1_000,
        expiresAt: endOfRotatedKey(actor, old, wantedEnd),
      })
      return { ...toKeyAnswer(apiKey), key, replaced: toKeyAnswer(replaced) }
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api-keys/{id}',
    scope: 'manage',
    summary: 'Revokes an API key.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'api_key_not_found',
    response: z.object({ status: z.literal('revoked') }),
    errors: [],
    example: { response: { status: 'revoked' } },
    run: async ({ core, actor, params }) => {
      await findKey(actor, core, params.id)
      await core.apiKeys.revoke(params.id, actor.accountId)
      return { status: 'revoked' as const }
    },
  }),
]
