import { randomBytes } from 'node:crypto'
import { describeApi } from '@khabeer/core/http'
import { httpContract } from '@khabeer/core/testing'
import { khabeerRouter } from '@khabeer/express'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createAnswerCheck } from '../../../test/support/openapi/answer-check.ts'
import type { SeenAnswer } from '../../../test/support/openapi/unnoticed.ts'
import { unnoticedChanges } from '../../../test/support/openapi/unnoticed.ts'
import type { Gateway } from './support/gateway.ts'
import { startGateway } from './support/gateway.ts'
import type { Host } from './support/host.ts'
import { startHost } from './support/host.ts'

const adminKey = 'the-admin-key-of-the-host'
const majors = ['Express 4', 'Express 5'] as const
const onSqlite = majors.flatMap((major) =>
  ['', '/wa'].flatMap((prefix) =>
    (['none', 'json'] as const).map((parser) => ({ major, prefix, parser, store: 'SQLite' as const })),
  ),
)
// The store is behind the core, the framework before it: one row each way is enough to see that nothing shines through.
const onPostgres = [{ major: 'Express 5', prefix: '/wa', parser: 'none', store: 'PostgreSQL' }] as const
const hosts = [...onSqlite, ...onPostgres].map((row) => ({
  ...row,
  name: `${row.major} at ${row.prefix}/ with parser: ${row.parser}, on ${row.store}`,
}))

const gateways = new Map<string, Promise<Gateway>>()
const gatewayOn = (store: 'SQLite' | 'PostgreSQL'): Promise<Gateway> => {
  const started = gateways.get(store) ?? (store === 'SQLite' ? startGateway() : startOnPostgres())
  gateways.set(store, started)
  return started
}
const startOnPostgres = async (): Promise<Gateway> => {
  const schema = `khabeer_express_${randomBytes(6).toString('hex')}`
  const gateway = await startGateway({ connectionString: inject('postgresUrl'), schema })
  return {
    ...gateway,
    close: async () => {
      await gateway.close()
      const client = new pg.Client({ connectionString: inject('postgresUrl') })
      await client.connect()
      await client.query(`drop schema ${schema} cascade`)
      await client.end()
    },
  }
}
afterAll(async () => {
  for (const gateway of gateways.values()) await (await gateway).close()
})

const document = describeApi()
const checkAnswer = createAnswerCheck(document)
/** What a parser of the host refuses, it answers in its own words. */
const ofParser = [400, 413, 415]

describe.each(hosts)('$name', (options) => {
  let gateway: Gateway
  let host: Host
  beforeAll(async () => {
    gateway = await gatewayOn(options.store)
    host = await startHost({ ...options, router: khabeerRouter({ core: gateway.core, adminKey }) })
  })
  afterAll(() => host.close())

  const seen: SeenAnswer[] = []
  const { prefix } = options
  const harness = async () => ({
    origin: host.origin,
    prefix: options.prefix,
    core: gateway.core,
    adminKey,
    hostParsesBodies: options.parser === 'json',
    scan: gateway.scan,
    observe: (line: string, answer: SeenAnswer['answer']) => {
      const isOurs = options.parser === 'none' || !ofParser.includes(answer.status) || isRefusalOfOurs(answer.bytes)
      if (!isOurs) return
      seen.push({ line, prefix, answer })
      checkAnswer({ line, prefix }, answer)
    },
  })

  for (const { name, run } of httpContract) test(name, () => run(harness))

  if (options === hosts[0]) {
    test('the document is noticed to lack a field or an error, whichever it is', () => {
      expect(seen.length).toBeGreaterThan(100)
      expect(unnoticedChanges(document, seen)).toEqual([])
    })
  }
})

const isRefusalOfOurs = (bytes: Uint8Array): boolean => Buffer.from(bytes).toString('utf8').includes('"code":')
