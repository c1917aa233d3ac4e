import { describe, expect, it } from 'vitest'
import { guardCredentials } from './guarded-credentials.ts'
import type { ConnectionHost } from './host-link.ts'

const change = { type: 'session', id: '1.0', value: new Uint8Array(1) }

const build = (writeCredentials: ConnectionHost['writeCredentials']) => {
  const trouble: string[] = []
  const host: ConnectionHost = {
    emit: () => undefined,
    readCredentials: async () => new Map(),
    writeCredentials,
    storedMessage: async () => null,
  }
  const isBehindWhenTold: boolean[] = []
  const credentials = guardCredentials(host, (reason) => {
    trouble.push(reason)
    isBehindWhenTold.push(credentials.isBehind())
  })
  return { credentials, trouble, isBehindWhenTold }
}

describe('guarded credentials', () => {
  it('are behind from the moment a write fails, before anybody is told', async () => {
    const { credentials, trouble, isBehindWhenTold } = build(() => Promise.reject(new Error('stale lease')))
    expect(credentials.isBehind()).toBe(false)

    await expect(credentials.write([change])).rejects.toThrow('stale lease')

    expect(credentials.isBehind()).toBe(true)
    expect([trouble, isBehindWhenTold]).toEqual([['credentials_unwritable'], [true]])
  })

  it('are not behind because the connection is closed', async () => {
    const { credentials, trouble } = build(async () => undefined)
    await credentials.shut()

    await expect(credentials.write([change])).rejects.toThrow('closed')

    expect([credentials.isBehind(), trouble]).toEqual([false, []])
  })
})
