import { describe, expect, it } from 'vitest'
import { settingRows } from './setting-rows.ts'
import { readDatabase, readSettings, SettingsError, unknownSettings } from './settings.ts'

const certificate = `-----BEGIN CERTIFICATE-----
MIIBRjCB+aADAgECAhRqvZVyNlYHuWLXE8pFYiEMnZMy6zAFBgMrZXAwGDEWMBQG
A1UEAwwNc2V0dGluZ3MgdGVzdDAgFw0yNjExMjMwNjMxMzZaGA8yMTI2MTAzMDA2
MzEzNlowGDEWMBQGA1UEAwwNc2V0dGluZ3MgdGVzdDAqMAUGAytlcAMhACHSmoJH
O+9/l/mVYMbig6hNA+tH9FWpYq6wnSAesSLHo1MwUTAdBgNVHQ4EFgQUYQNfjsr6
i7R4esIn5apCQTvpOPwwHwYDVR0jBBgwFoAUYQNfjsr6i7R4esIn5apCQTvpOPww
DwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQCFKt/SIeVes69TNp8PIy2BfVKf6IVs
ekn2VljstJTTPyp2Ks5/6vUkA1/ZWpRt9xXjQ49hBgf5Ujg5Qz3Z2g4F
-----END CERTIFICATE-----
`
const rootKey = Buffer.alloc(32, 7).toString('base64')

const messageOf = (environment: Record<string, string>): string => {
  try {
    readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
  return 'nothing is wrong'
}

describe('readSettings', () => {
  it('needs nothing to be set', () => {
    const settings = readSettings({})

    expect(settings).toMatchObject({
      database: { kind: 'sqlite', file: './khabeer.db' },
      port: 3000,
      host: '127.0.0.1',
      api: { throttle: { requests: 3_000, perMs: 10_000 } },
      core: {
        role: 'all',
        leaseMs: 15_000,
        pacing: { messages: 20, perMs: 60_000 },
        onUnknown: 'resend',
        defaultAccount: { plan: {} },
        whatsApp: {},
      },
    })
    expect(settings.core.apiKey).toBeUndefined()
    expect(settings.core.maxInstances).toBeUndefined()
  })

  it('reads every setting', () => {
    const settings = readSettings(
      {
        KHABEER_DATABASE: 'postgres://khabeer:secret@db.internal:5432/shop',
        KHABEER_DATABASE_SCHEMA: 'khabeer',
        KHABEER_DATABASE_CONNECTIONS: '4',
        KHABEER_ROLE: 'worker',
        KHABEER_MAX_INSTANCES: '50',
        KHABEER_LEASE: '5s',
        KHABEER_WORKERS: '2',
        KHABEER_PORT: '0',
        KHABEER_HOST: '::1',
        KHABEER_WORKER_PORT: '9090',
        KHABEER_ADMIN_KEY: 'an-admin-key-of-ours',
        KHABEER_THROTTLE: '60/1m',
        KHABEER_TRUST_PROXY: 'loopback, 10.0.0.0/8',
        KHABEER_API_KEY: 'a-key-of-our-own-0001',
        KHABEER_PLAN_MONTHLY: '1000',
        KHABEER_PLAN_DAILY: '0',
        KHABEER_PLAN_INSTANCES: '2',
        KHABEER_TIME_ZONE: 'Africa/Cairo',
        KHABEER_PACING: '3/500ms',
        KHABEER_DAILY_MESSAGES: '500',
        KHABEER_DAILY_FIRST_CONTACTS: '50',
        KHABEER_WARM_UP: '20/14',
        KHABEER_QUIET_HOURS: '22:00-08:00',
        KHABEER_RECIPIENT_GAP: '10s',
        KHABEER_SETTLE: '0s',
        KHABEER_ON_UNKNOWN: 'fail',
        KHABEER_RETENTION_MESSAGES_DAYS: '365',
        KHABEER_RETENTION_BODIES_DAYS: '7',
        KHABEER_RETENTION_EVENTS_DAYS: '0',
        KHABEER_RETENTION_IDEMPOTENCY_HOURS: '48',
        KHABEER_MEDIA_ALLOW: 'files.internal:8080, [::1]:9000',
        KHABEER_WHATSAPP_URL: 'ws://127.0.0.1:5555/ws/chat',
        KHABEER_WHATSAPP_ROOT_KEY: rootKey,
        KHABEER_WHATSAPP_CA: 'ca.pem',
        KHABEER_WHATSAPP_VERSION: '2.3000.1043857761',
        KHABEER_WHATSAPP_VERSION_URL: 'https://versions.internal/whatsapp.json',
      },
      () => certificate,
    )

    expect(settings).toEqual({
      database: {
        kind: 'postgres',
        connectionString: 'postgres://khabeer:secret@db.internal:5432/shop',
        connections: 4,
        schema: 'khabeer',
      },
      port: 0,
      host: '::1',
      workerPort: 9090,
      api: { adminKey: 'an-admin-key-of-ours', throttle: { requests: 60, perMs: 60_000 } },
      trustProxy: ['loopback', '10.0.0.0/8'],
      core: {
        role: 'worker',
        maxInstances: 50,
        leaseMs: 5_000,
        workers: 2,
        apiKey: 'a-key-of-our-own-0001',
        pacing: {
          messages: 3,
          perMs: 500,
          dailyMessages: 500,
          dailyFirstContacts: 50,
          warmUp: { firstDay: 20, days: 14 },
          quietHours: { from: '22:00', to: '08:00' },
          recipientGapMs: 10_000,
          settleMs: 0,
        },
        onUnknown: 'fail',
        defaultAccount: {
          timeZone: 'Africa/Cairo',
          plan: { monthlyMessages: 1000, dailyMessages: 0, instances: 2 },
        },
        retention: { messagesDays: 365, bodiesDays: 7, eventsDays: 0, idempotencyHours: 48 },
        media: { allow: ['files.internal:8080', '[::1]:9000'] },
        whatsApp: {
          url: 'ws://127.0.0.1:5555/ws/chat',
          rootKey: new Uint8Array(32).fill(7),
          mediaCa: certificate,
          version: [2, 3000, 1043857761],
          latestVersion: expect.any(Function),
        },
      },
    })
  })

  it('takes an empty limit as no limit and any other empty variable as not set', () => {
    const empty = Object.fromEntries(settingRows.map(({ name }) => [name, '']))

    const settings = readSettings(empty)

    expect(settings.core.defaultAccount?.plan).toEqual({
      monthlyMessages: null,
      dailyMessages: null,
      instances: null,
    })
    expect({ ...settings, core: { ...settings.core, defaultAccount: undefined } }).toEqual({
      ...readSettings({}),
      core: { ...readSettings({}).core, defaultAccount: undefined },
    })
  })

  it('names all that is wrong in one message, without the key and the password', () => {
    const message = messageOf({
      KHABEER_DATABASE: 'postgres://khabeer:hid#den@db.internal/shop',
      KHABEER_DATABASE_SCHEMA: 'Shop-1',
      KHABEER_DATABASE_CONNECTIONS: '0',
      KHABEER_ROLE: 'owner',
      KHABEER_MAX_INSTANCES: '0',
      KHABEER_LEASE: '15',
      KHABEER_WORKERS: '65',
      KHABEER_PORT: '80800',
      KHABEER_TRUST_PROXY: '10.0.0.0/33',
      KHABEER_API_KEY: 'too short',
      KHABEER_PLAN_DAILY: '-1',
      KHABEER_TIME_ZONE: 'Cairo',
      KHABEER_PACING: '20 per minute',
      KHABEER_ON_UNKNOWN: 'forget',
      KHABEER_RETENTION_MESSAGES_DAYS: '6',
      KHABEER_RETENTION_BODIES_DAYS: '1',
      KHABEER_RETENTION_EVENTS_DAYS: 'ever',
      KHABEER_RETENTION_IDEMPOTENCY_HOURS: '12',
      KHABEER_MEDIA_ALLOW: 'http://files.internal/',
      KHABEER_WHATSAPP_URL: 'https://example.com',
      KHABEER_WHATSAPP_ROOT_KEY: Buffer.alloc(31).toString('base64'),
      KHABEER_WHATSAPP_CA: '/nowhere/ca.pem',
    })

    expect(message.split('\n').map((line) => line.trim().split(/[ :]/)[0])).toEqual([
      'These',
      'KHABEER_DATABASE',
      'KHABEER_DATABASE_SCHEMA',
      'KHABEER_DATABASE_CONNECTIONS',
      'KHABEER_ROLE',
      'KHABEER_MAX_INSTANCES',
      'KHABEER_LEASE',
      'KHABEER_WORKERS',
      'KHABEER_PORT',
      'KHABEER_TRUST_PROXY',
      'KHABEER_API_KEY',
      'KHABEER_PLAN_DAILY',
      'KHABEER_TIME_ZONE',
      'KHABEER_PACING',
      'KHABEER_ON_UNKNOWN',
      'KHABEER_RETENTION_MESSAGES_DAYS',
      'KHABEER_RETENTION_BODIES_DAYS',
      'KHABEER_RETENTION_EVENTS_DAYS',
      'KHABEER_RETENTION_IDEMPOTENCY_HOURS',
      'KHABEER_MEDIA_ALLOW',
      'KHABEER_WHATSAPP_URL',
      'KHABEER_WHATSAPP_ROOT_KEY',
      'KHABEER_WHATSAPP_CA',
    ])
    expect(message).toContain("KHABEER_PORT is '80800': use a number from 0 to 65535.")
    expect(message).not.toContain('too short')
    expect(message).not.toMatch(/hid|den@/)
  })

  it.each([
    'postgres://khabeer:secret@db.internal:5432/shop',
    'postgresql://db.internal/shop?sslmode=verify-full',
    'postgresql:///shop?host=/var/run/postgresql',
    'postgres://khabeer:secret@/shop?host=/var/run/postgresql',
    'postgres://khabeer:p%40ss%2Fword@db.internal/shop',
  ])('takes %s for a PostgreSQL', (connectionString) => {
    expect(readSettings({ KHABEER_DATABASE: connectionString }).database).toEqual({
      kind: 'postgres',
      connectionString,
      connections: 10,
      schema: undefined,
    })
  })

  it.each(['khabeer.db', '/var/lib/khabeer/data.db', 'C:\\khabeer\\khabeer.db', 'postgres.db'])(
    'takes %s for a SQLite file',
    (file) => {
      expect(readSettings({ KHABEER_DATABASE: file }).database).toEqual({ kind: 'sqlite', file })
    },
  )

  it.each(['mysql://db.internal/shop', 'Postgres://db.internal/shop', 'sqlite://khabeer.db', 'postgres://a:b/c@db/d'])(
    'refuses the database %s',
    (name) => {
      const message = messageOf({ KHABEER_DATABASE: name })

      expect(message).toContain('KHABEER_DATABASE: name a file, or use postgres://')
      expect(message).not.toContain(name)
    },
  )

  it('refuses what only PostgreSQL has beside a SQLite file', () => {
    const message = messageOf({ KHABEER_DATABASE_SCHEMA: 'khabeer', KHABEER_DATABASE_CONNECTIONS: '10' })

    expect(message.match(/KHABEER_DATABASE_\w+/g)).toEqual(['KHABEER_DATABASE_SCHEMA', 'KHABEER_DATABASE_CONNECTIONS'])
  })

  it.each(['999ms', '0s', '15', '11m', '1h', 'long'])('refuses the lease %s', (text) => {
    expect(messageOf({ KHABEER_LEASE: text })).toContain('KHABEER_LEASE is')
  })

  it.each([
    ['1000ms', 1_000],
    ['5s', 5_000],
    ['10m', 600_000],
  ])('reads the lease %s', (text, leaseMs) => {
    expect(readSettings({ KHABEER_LEASE: text }).core.leaseMs).toBe(leaseMs)
  })

  it.each(['20', '0/60s', '20/0s', '20/60', '20/60d', '1.5/60s', '-1/60s'])('refuses the pace %s', (text) => {
    expect(messageOf({ KHABEER_PACING: text })).toContain('KHABEER_PACING is')
  })

  it.each([
    ['1/1ms', 1, 1],
    ['30/1m', 30, 60_000],
    ['1000/1h', 1000, 3_600_000],
  ])('reads the pace %s', (text, messages, perMs) => {
    expect(readSettings({ KHABEER_PACING: text }).core.pacing).toEqual({ messages, perMs })
  })
})

describe('readDatabase', () => {
  it('reads nothing but the database', () => {
    expect(readDatabase({ KHABEER_DATABASE: 'shop.db', KHABEER_PORT: 'http' })).toEqual({
      kind: 'sqlite',
      file: 'shop.db',
    })
  })

  it('refuses what cannot be used without repeating it', () => {
    expect(() => readDatabase({ KHABEER_DATABASE: 'postgres://khabeer:hid#den@db' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hid') }),
    )
  })
})

describe('unknownSettings', () => {
  it('finds variables that look like settings and are none', () => {
    expect(unknownSettings({ KHABEER_PORT: '1', KHABEER_PALN_DAILY: '5', PATH: '/bin' })).toEqual([
      'KHABEER_PALN_DAILY',
    ])
  })
})
