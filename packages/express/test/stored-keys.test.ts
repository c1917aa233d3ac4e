import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'

const everythingIn = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))

test('of a key that was made, used and rotated, only its first characters are in the database’s files', async () => {
  const folder = temporaryFolder()
  const core = createKhabeer({ storage: sqliteStorage({ file: join(folder, 'khabeer.db') }), role: 'api' })
  onTestFinished(() => core.stop())
  await core.start()

  const { apiKey, key } = await core.apiKeys.create({ name: 'Website' })
  await core.apiKeys.authenticate(key)
  const { key: next } = await core.apiKeys.rotate(apiKey.id)

  const stored = everythingIn(folder)
  for (const secret of [key, next]) {
    expect(stored.includes(secret.slice(0, 10))).toBe(true)
    expect(stored.includes(secret.slice(0, 11))).toBe(false)
    expect(stored.includes(secret.slice(10))).toBe(false)
  }
})
