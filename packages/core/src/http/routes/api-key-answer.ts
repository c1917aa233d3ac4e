import { z } from 'zod'
import { endOfKey, instanceIdsOfKey, keyName, scopesOfKey } from '../../accounts/api-key-input.ts'
import type { ApiKey } from '../../accounts/kept-api-key.ts'
import { keyScopes } from '../../storage/key-scopes.ts'
import { answeredId, answeredTime, toAnsweredTime } from './ids.ts'

/** What every answer shows of a key. */
export const keyFields = z.object({
  id: answeredId,
  name: z.string().nullable(),
  prefix: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  instance_ids: z.array(answeredId).nullable(),
  created_at: answeredTime,
  expires_at: answeredTime.nullable(),
  last_used_at: answeredTime.nullable(),
})

/** An API key in an answer. */
export const keyAnswer = keyFields.meta({ title: 'ApiKey', description: 'An API key, and what it may do.' })

/** A key that was made just now, with the key itself. */
export const newKeyAnswer = keyFields
  .extend({ key: z.string() })
  .meta({ title: 'NewApiKey', description: 'An API key, with what it is asked with: shown this once.' })

/** The key that examples show. */
export const exampleKey: z.infer<typeof keyAnswer> = {
  id: 4,
  name: 'Website',
  prefix: 'khb_4fZk1x',
  scopes: ['send'],
  instance_ids: [1],
  created_at: '2026-06-23T14:00:00.000Z',
  expires_at: '2027-01-31T00:00:00.000Z',
  last_used_at: null,
}

/** Shows what is kept of a key. */
export const toKeyAnswer = (apiKey: ApiKey): z.infer<typeof keyAnswer> => ({
  id: apiKey.id,
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: [...apiKey.scopes],
  instance_ids: apiKey.instanceIds && [...apiKey.instanceIds],
  created_at: apiKey.createdAt.toISOString(),
  expires_at: toAnsweredTime(apiKey.expiresAt),
  last_used_at: toAnsweredTime(apiKey.lastUsedAt),
})

/** What may be written of a key. */
export const keyRights = {
  name: keyName.optional(),
  scopes: scopesOfKey.optional(),
  instance_ids: instanceIdsOfKey.optional(),
  expires_at: endOfKey.optional(),
}
