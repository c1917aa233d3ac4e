import { join } from 'node:path'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { describe, expect, test } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import type { Route } from '../../core/src/http/define-route.ts'
import { createRoutes } from '../../core/src/http/routes.ts'
import { fastClock } from '../../core/test/gateway/fast-clock.ts'
import type { TenantRow } from './support/tenant-rows.ts'
import { tenantRows } from './support/tenant-rows.ts'
import type { Belongings, TenantWorld } from './support/tenant-world.ts'
import { adminKey, speaksOf, startTenantWorld } from './support/tenant-world.ts'

const routes = createRoutes()
const nameOf = ({ method, path }: Route): string => `${method} ${path}`
/** An id that nothing has. */
const missingId = 987_654_321

/** What a caller got, as far as it may not tell what is missing from what is foreign. */
interface Answer {
  readonly status: number
  readonly code: unknown
  readonly text: string
}

type Caller = (id: number, key: string | undefined, more?: Readonly<Record<string, string>>) => Promise<Answer>

const callerOf =
  ({ host }: TenantWorld, route: Route, row: TenantRow): Caller =>
  async (id, key, more) => {
    const query = row.query === undefined ? '' : `?${row.query(id)}`
    const response = await fetch(`${host.origin}/api/v1${route.path.replace('{id}', String(id))}${query}`, {
      method: route.method,
      headers: {
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...(row.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(row.body === undefined ? {} : { body: JSON.stringify(row.body(id)) }),
    })
    const text = await textOf(response)
    return { status: response.status, code: codeIn(text), text: text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), 'ID') }
  }

/** A stream is read until it says that there is nothing more. */
const textOf = async (response: Response): Promise<string> => {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text()
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.lastIndexOf('\n:\n\n') > text.indexOf('\n\n')) break
  }
  return text
}

const codeIn = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined
  } catch {
    // An answer that is not JSON has no code.
    return undefined
  }
}

const idIn = (row: TenantRow, belongings: Belongings): number =>
  row.names === null ? missingId : belongings[row.names]

/** What each caller must be answered, and what it was; equal when there is no exception. */
const judge = async (world: TenantWorld, route: Route, row: TenantRow) => {
  const call = callerOf(world, route, row)
  const { keys, other, unseen } = world
  const id = idIn(row, unseen)
  const refusals = {
    'no key': [await call(id, undefined)],
    revoked: [await call(id, keys.revoked)],
    expired: [await call(id, keys.expired)],
    disabled: [await call(id, keys.disabled)],
    'other scopes': await Promise.all(scopesWithout(route).map((scope) => call(id, keys.only[scope]))),
  }
  const missing = await call(missingId, keys.full)
  const foreign = await call(idIn(row, other), keys.full)
  const missingToBounded = await call(missingId, keys.bounded)
  const outside = await call(idIn(row, unseen), keys.bounded)
  return { refusals, missing, foreign, missingToBounded, outside }
}

const scopesWithout = ({ scope }: Route): readonly ('read' | 'send')[] => {
  if (scope === 'send') return ['read']
  return scope === 'read' ? ['send'] : ['read', 'send']
}

/** What whoever may not ask is answered: nobody is asked on a public route, and no key of an account opens an admin's. */
const expectedRefusals = ({ scope }: Route, { own }: TenantRow): Readonly<Record<string, readonly unknown[]>> => {
  const [all, disabled, otherScopes] = {
    public: [[own, undefined]] as const,
    admin: [[401, 'unauthorized']] as const,
    key: [
      [401, 'unauthorized'],
      [403, 'account_disabled'],
      [403, 'scope_missing'],
    ] as const,
  }[scope === 'public' || scope === 'admin' ? scope : 'key']
  return {
    'no key': all,
    revoked: all,
    expired: all,
    disabled: disabled ?? all,
    'other scopes': otherScopes ?? all,
  }
}

const shortly = ({ status, code }: Answer): readonly unknown[] => [status, code]

const stores = [
  ['SQLite', () => sqliteStorage({ file: join(temporaryFolder(), 'khabeer.db') })],
  [
    'PostgreSQL',
    () => {
      const { connectionString, schema } = postgresSchema()
      return postgresStorage({ connectionString, schema })
    },
  ],
] as const

test('every route has its row in the matrix, and no other', () => {
  expect(Object.keys(tenantRows).toSorted()).toEqual(routes.map(nameOf).toSorted())
})

describe.each(stores)('on %s', (_store, createStorage) => {
  test('no route tells what is foreign from what is missing, or answers whoever may not ask', async () => {
    const world = await startTenantWorld(createStorage(), fastClock(50))
    const rows = routes.flatMap((route) => (tenantRows[nameOf(route)] ?? []).map((row) => ({ route, row })))

    for (const { route, row } of rows) {
      const name = `${nameOf(route)} (${row.names ?? 'nothing'})`
      const { refusals, missing, foreign, missingToBounded, outside } = await judge(world, route, row)
      expect({ name, ...mapValues(refusals, (answers) => answers.map(shortly)) }).toEqual({
        name,
        ...mapValues(refusals, (answers, caller) => answers.map(() => expectedRefusals(route, row)[caller])),
      })
      if (row.names === null) {
        const [isOtherShown, isUnseenShown] = [
          speaksOf(world.other, foreign.text + outside.text),
          speaksOf(world.unseen, outside.text),
        ]
        expect({ name, isOtherShown, isUnseenShown }).toEqual({ name, isOtherShown: false, isUnseenShown: false })
      } else {
        expect({ name, foreign }).toEqual({ name, foreign: missing })
        expect({ name, outside }).toEqual({ name, outside: missingToBounded })
        expect({ name, outside }).toEqual({ name, outside: missing })
        if (row.query === undefined && route.scope !== 'admin') expect([name, missing.status]).toEqual([name, 404])
      }
    }
    for (const { route, row } of rows) {
      // Whoever runs the server disables accounts there, and nobody else asks any more.
      const own = route.scope === 'admin' ? world.other : await world.makeOwn()
      await row.prepare?.(world.core, { accountId: own.accountId, id: idIn(row, own) })
      const headers = route.scope === 'admin' ? { 'x-admin-key': adminKey } : {}
      const { status, text } = await callerOf(world, route, row)(idIn(row, own), world.keys.full, headers)
      expect(`${nameOf(route)}: ${status}`, text).toBe(`${nameOf(route)}: ${row.own}`)
    }
    await expectUntouched(world)
    await world.close()
  })
})

const mapValues = <Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Result,
): Readonly<Record<string, Result>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))

/** Nothing that was asked about has changed. */
const expectUntouched = async ({ core, other, unseen }: TenantWorld): Promise<void> => {
  for (const { accountId, instance, message, apiKey } of [other, unseen]) {
    const account = core.account(accountId)
    expect(await account.instances.get(instance)).toMatchObject({ status: 'waiting_scan' })
    expect(await account.messages.get(message)).toMatchObject({ status: 'queued' })
    const [key] = (await core.apiKeys.list(accountId, { isLive: true })).filter(({ id }) => id === apiKey)
    expect(key).toMatchObject({ name: expect.stringContaining('canary'), expiresAt: null })
  }
}
