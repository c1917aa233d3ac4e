import { Readable } from 'node:stream'
import { expect } from 'vitest'
import type { Clock } from '../clock.ts'
import type { AccountScope, Khabeer } from '../facade.ts'
import type { ApiOptions } from './api.ts'
import { createApi } from './api.ts'
import type { ApiRequest } from './exchange.ts'

/** A call that no test is to make. */
export const notStubbed = async (): Promise<never> => {
  throw new Error('not stubbed')
}

/** The calls of an account, of which a test gives those that are to be made. */
export const scope = (parts: Partial<AccountScope> = {}): AccountScope => ({
  send: notStubbed,
  sendBulk: notStubbed,
  messages: {
    get: notStubbed,
    list: notStubbed,
    events: notStubbed,
    cancel: notStubbed,
    cancelQueued: notStubbed,
    retry: notStubbed,
  },
  instances: {
    create: notStubbed,
    list: notStubbed,
    get: notStubbed,
    qr: notStubbed,
    update: notStubbed,
    pairingCode: notStubbed,
    pause: notStubbed,
    resume: notStubbed,
    restart: notStubbed,
    logout: notStubbed,
    clearQueue: notStubbed,
    delete: notStubbed,
  },
  contacts: { check: notStubbed },
  events: { read: notStubbed, stream: notStubbed },
  usage: notStubbed,
  ...parts,
})

const identity = { accountId: 7, apiKeyId: 3, scopes: ['manage'], instanceIds: null, expiresAt: null } as const

/** A core with two keys, `good` and `disabled`, and the calls that a test gives it. */
export const coreWith = (parts: Partial<AccountScope> = {}, more: Partial<Khabeer> = {}): Khabeer => ({
  ...scope(),
  start: async () => undefined,
  stop: async () => undefined,
  ready: async () => undefined,
  health: async () => ({ isReady: true, reason: null }),
  metrics: {
    read: async () => ({ contentType: 'text/plain', text: 'khabeer_instances_owned 2' }),
    countRequest: () => undefined,
  },
  defaultAccountId: 1,
  account: () => scope(parts),
  accounts: {
    create: notStubbed,
    list: notStubbed,
    get: notStubbed,
    update: notStubbed,
    disable: notStubbed,
    enable: notStubbed,
  },
  apiKeys: {
    create: notStubbed,
    get: notStubbed,
    list: notStubbed,
    update: notStubbed,
    rotate: notStubbed,
    revoke: notStubbed,
    authenticate: async (key) =>
      key === 'good' || key === 'disabled' ? { ...identity, isDisabled: key === 'disabled' } : null,
  },
  on: () => () => undefined,
  ...more,
})

/** A request by its line, with the key `good`. */
export const request = (line: string, parts: Partial<ApiRequest> & { json?: unknown } = {}): ApiRequest => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const { json, ...rest } = parts
  return {
    method,
    path,
    prefix: '',
    query,
    headers: { 'x-api-key': 'good', 'content-type': 'application/json' },
    body: { kind: 'stream', stream: Readable.from(json === undefined ? [] : [Buffer.from(JSON.stringify(json))]) },
    signal: new AbortController().signal,
    ...rest,
  }
}

/** Asks an API of its own. */
export const ask = (core: Khabeer, asked: ApiRequest, options: Partial<ApiOptions> = {}) =>
  createApi({ core, ...options }).handle(asked)

/** What an error with that code looks like. */
export const errorCode = (code: string) => ({ body: { value: expect.objectContaining({ code }) } })

/** What an account without a monthly limit has used. */
export const usage = async () => {
  const each = { used: 45, limit: 500, remaining: 455, percentage: 9, resetsAt: new Date(3_600_000) }
  return { monthly: { ...each, limit: null, remaining: null }, daily: each }
}

/** A clock that a test moves by hand. */
export const handClock = () => {
  let now = 0
  const clock: Clock = { now: () => now, elapsed: () => now, after: () => () => undefined }
  return {
    clock,
    pass: (ms: number) => {
      now += ms
    },
  }
}
