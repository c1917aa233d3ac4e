import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonClient } from './support/json-client.ts'
import { runAdmin, startStandalone } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const keyIn = (text: string): string => /khb_\w+/.exec(text)?.[0] ?? ''

describe('npm run admin', () => {
  it('makes accounts and keys that a running server knows at once', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const server = await startStandalone(database)

    const account = await runAdmin(database, 'account', 'create', 'shop', '--monthly', '7', '--instances', '0')
    const key = keyIn((await runAdmin(database, 'key', 'create', '--account', 'shop')).stdout)
    const shop = jsonClient(server.baseUrl, key)

    expect(account).toMatchObject({ code: 0, stdout: expect.stringContaining('7 messages a month') })
    expect(await shop('GET', '/usage')).toMatchObject({ status: 200, body: { monthly: { limit: 7 } } })
    expect(await shop('POST', '/instances', { name: 'One too many' })).toMatchObject({
      status: 403,
      body: { code: 'instance_limit_reached' },
    })
  })

  it('changes plans, disables, enables and revokes while the server runs', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const server = await startStandalone(database)
    await runAdmin(database, 'account', 'create', 'shop')
    const created = await runAdmin(database, 'key', 'create', '--account', 'shop', '--name', 'website')
    const keyId = /Key (\d+)/.exec(created.stdout)?.[1] ?? ''
    const shop = jsonClient(server.baseUrl, keyIn(created.stdout))
    const statusBecomes = (status: number) =>
      until(`the answer becomes ${status}`, 5_000, async () => {
        const answer = await shop('GET', '/usage')
        return answer.status === status ? answer : null
      })
    await statusBecomes(200)

    await runAdmin(database, 'account', 'plan', 'shop', '--daily', '3')
    const limited = await statusBecomes(200)
    await runAdmin(database, 'account', 'disable', 'shop')
    const disabled = await statusBecomes(403)
    await runAdmin(database, 'account', 'enable', 'shop')
    await statusBecomes(200)
    await runAdmin(database, 'key', 'revoke', keyId)
    const revoked = await statusBecomes(401)

    expect(limited.body).toMatchObject({ daily: { limit: 3 } })
    expect(disabled.body).toMatchObject({ code: 'account_disabled' })
    expect(revoked.body).toMatchObject({ code: 'unauthorized' })
  })

  it('bounds keys, changes what they may do, and puts others in their place', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const server = await startStandalone(database)
    const created = await runAdmin(database, 'key', 'create', '--scopes', 'send', '--expires', '90d')
    const keyId = /Key (\d+)/.exec(created.stdout)?.[1] ?? ''
    const ask = jsonClient(server.baseUrl, keyIn(created.stdout))

    expect(created.stdout).toMatch(/\(send; all instances; until \d{4}-/)
    expect(await ask('GET', '/usage')).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    const changed = await runAdmin(database, 'key', 'change', keyId, '--scopes', 'read', '--expires', 'never')
    expect(changed.stdout).toContain('read; all instances; never expires')
    await until('the scope is known', 5_000, async () => ((await ask('GET', '/usage')).status === 200 ? true : null))
    const rotated = await runAdmin(database, 'key', 'rotate', keyId, '--grace', '1h')
    expect(await jsonClient(server.baseUrl, keyIn(rotated.stdout))('GET', '/usage')).toMatchObject({ status: 200 })
    expect(await ask('GET', '/usage')).toMatchObject({ status: 200 })
    const keys = await runAdmin(database, 'key', 'list')
    expect(keys.stdout).toMatch(new RegExp(`\\n${keyId} .* read .*live until \\d{4}-`))
  })

  it('lists accounts and keys, never a whole key', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    await runAdmin(database, 'account', 'create', 'shop', '--time-zone', 'Africa/Cairo')
    const key = keyIn((await runAdmin(database, 'key', 'create', '--account', 'shop')).stdout)

    const accounts = await runAdmin(database, 'account', 'list')
    const keys = await runAdmin(database, 'key', 'list')

    expect(accounts.stdout).toMatch(/default .*\n.*shop .*Africa\/Cairo/)
    expect(keys.stdout).toContain(key.slice(0, 8))
    expect(keys.stdout).not.toContain(key)
  })

  it.each([
    ['a name that is taken', 1, /exists already/, ['account', 'create', 'default']],
    ['a missing account', 1, /no account nobody/, ['account', 'disable', 'nobody']],
    ['a missing key', 1, /no key 99/, ['key', 'revoke', '99']],
    ['an unknown scope', 2, /read, send and manage/, ['key', 'create', '--scopes', 'write']],
    ['a missing instance', 1, /no instance 9/, ['key', 'create', '--instances', '9']],
    ['a wrong limit', 2, /whole number/, ['account', 'create', 'shop', '--daily', 'many']],
    ['an unknown command', 2, /--help/, ['account', 'destroy', 'default']],
  ])('refuses %s with a sentence and exit code %i', async (_what, code, words, args) => {
    const database = join(temporaryFolder(), 'khabeer.db')

    const refused = await runAdmin(database, ...args)

    expect(refused).toMatchObject({ code, stdout: '' })
    expect(refused.stderr).toMatch(words)
    expect(refused.stderr).not.toContain('    at ')
  })
})
