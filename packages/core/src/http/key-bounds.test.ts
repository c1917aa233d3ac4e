import { describe, expect, test, vi } from 'vitest'
import { keyNotFound } from '../accounts/api-keys-service.ts'
import type { ApiKey } from '../accounts/kept-api-key.ts'
import type { Actor } from './authorize.ts'
import type { WantedRights } from './key-bounds.ts'
import { assertWithin, endOfRotatedKey, findKey, rightsOfNewKey, seesKey } from './key-bounds.ts'

const end = new Date('2027-01-31T00:00:00Z')
const unbounded: Actor = { accountId: 7, apiKeyId: 1, scopes: ['manage'], instanceIds: null, expiresAt: null }
const ofTwo: Actor = { ...unbounded, instanceIds: [4, 9] }
const ending: Actor = { ...unbounded, expiresAt: end }

const keyWith = (parts: Partial<ApiKey>): ApiKey => ({
  id: 3,
  accountId: 7,
  name: null,
  prefix: 'khb_ab12',
  scopes: ['read'],
  instanceIds: null,
  expiresAt: null,
  lastUsedAt: null,
  createdAt: new Date(0),
  revokedAt: null,
  ...parts,
})

describe('what somebody may give to a key', () => {
  test.each<[string, Actor, WantedRights, string]>([
    ['scopes that it has not', { ...unbounded, scopes: ['read'] }, { scopes: ['read', 'send'] }, 'scope_missing'],
    ['all instances', ofTwo, { instanceIds: null }, 'scope_missing'],
    ['an instance that it does not see', ofTwo, { instanceIds: [4, 5] }, 'instance_not_found'],
    ['no end', ending, { expiresAt: null }, 'scope_missing'],
    ['a later end', ending, { expiresAt: '2027-01-31T00:00:00.001Z' }, 'scope_missing'],
  ])('is not %s', (_what, actor, wanted, code) => {
    expect(() => assertWithin(actor, wanted)).toThrow(expect.objectContaining({ code }))
    expect(() => rightsOfNewKey(actor, wanted)).toThrow(expect.objectContaining({ code }))
  })

  test.each<[Actor, WantedRights]>([
    [unbounded, { scopes: ['read', 'send', 'manage'], instanceIds: null, expiresAt: null }],
    [ofTwo, { instanceIds: [9], expiresAt: null }],
    [ending, { instanceIds: [5], expiresAt: '2027-01-31T02:00:00+02:00' }],
  ])('is what it has itself: %#', (actor, wanted) => {
    expect(rightsOfNewKey(actor, wanted)).toEqual(wanted)
  })

  test('is bounded as whoever gives it is, where nothing is said', () => {
    expect(rightsOfNewKey(unbounded, {})).toEqual({ instanceIds: null, expiresAt: null })
    expect(rightsOfNewKey({ ...ofTwo, expiresAt: end }, {})).toEqual({ instanceIds: [4, 9], expiresAt: end })
    expect(() => assertWithin({ ...ofTwo, expiresAt: end }, {})).not.toThrow()
  })
})

describe('the keys that somebody sees', () => {
  test.each<[Actor, ApiKey['instanceIds'], boolean]>([
    [unbounded, null, true],
    [unbounded, [5], true],
    [ofTwo, [9], true],
    [ofTwo, [4, 9], true],
    [ofTwo, [4, 5], false],
    [ofTwo, null, false],
  ])('%#: are those for what it sees', (actor, instanceIds, isSeen) => {
    expect(seesKey(actor, keyWith({ instanceIds }))).toBe(isSeen)
  })

  test('are the only ones that are found, one at a time', async () => {
    const keys = [keyWith({ id: 3 }), keyWith({ id: 4, instanceIds: [9] })]
    const get = vi.fn(async (id: number, accountId?: number) => {
      const found = keys.find((key) => key.id === id && key.accountId === accountId)
      if (found === undefined) throw keyNotFound(id)
      return found
    })

    expect(await findKey(ofTwo, { apiKeys: { get } }, 4)).toBe(keys[1])
    for (const id of [3, 5]) await expect(findKey(ofTwo, { apiKeys: { get } }, id)).rejects.toEqual(keyNotFound(id))
    expect(get.mock.calls).toEqual([
      [4, 7],
      [3, 7],
      [5, 7],
    ])
  })
})

describe('a key in the place of another', () => {
  test('ends with that one, and no later than whoever makes it', () => {
    const sooner = new Date('2026-12-24T00:00:00Z')

    expect(endOfRotatedKey(unbounded, keyWith({}), undefined)).toBeNull()
    expect(endOfRotatedKey(unbounded, keyWith({ expiresAt: sooner }), undefined)).toBe(sooner)
    expect(endOfRotatedKey(ending, keyWith({}), undefined)).toBe(end)
    expect(endOfRotatedKey(ending, keyWith({ expiresAt: sooner }), undefined)).toBe(sooner)
  })

  test('ends when it is said, within the same bound', () => {
    expect(endOfRotatedKey(unbounded, keyWith({ expiresAt: end }), null)).toBeNull()
    expect(() => endOfRotatedKey(ending, keyWith({}), null)).toThrow(expect.objectContaining({ code: 'scope_missing' }))
  })
})
