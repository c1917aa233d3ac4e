import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../packages/core/src/http/describe-api.ts'
import { casesAnsweredByHost, httpContract } from '../packages/core/src/testing/index.ts'
import type { Gateway } from '../packages/express/test/support/gateway.ts'
import type { Described } from './http-contract/described.ts'
import { createDescribed } from './http-contract/described.ts'
import type { HostRow, StartedHost } from './http-contract/host-rows.ts'
import { allRows, someRows } from './http-contract/host-rows.ts'
import { stores } from './http-contract/stores.ts'
import type { Transcript } from './http-contract/transcript.ts'
import { createTranscript } from './http-contract/transcript.ts'
import { unnoticedChanges } from './support/openapi/unnoticed.ts'

/** What each case was answered, by its name. */
type Answers = ReadonlyMap<string, Transcript>

// `npm run parity` judges all of them.
const rows = process.env.KHABEER_ALL_HOSTS === undefined ? someRows : allRows

const document = describeApi()
const impatience = { bodyTimeoutMs: 100, throttle: { requests: 2, perMs: 60_000 }, failedKeysPerMinute: 4 }
const adminKey = 'the-admin-key-of-the-host'

// In the others the host answers on routes of its own.
const namesOfAnswers = httpContract.map(({ name }) => name).filter((name) => !name.startsWith('host: '))

// What the first host of the first store answers; all others are compared with it.
let reference: Answers | null = null

describe.each(['SQLite', 'PostgreSQL'] as const)('on %s', (store) => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await stores[store]()
  })
  afterAll(() => gateway.close())

  for (const row of rows[store]) describe(row.name, () => judge(row, () => gateway))
})

const judge = (row: HostRow, gatewayOf: () => Gateway): void => {
  const answers = new Map<string, Transcript>()
  const described = createDescribed(document, row)
  let hosts: readonly [patient: StartedHost, impatient: StartedHost]
  beforeAll(async () => {
    const mount = { core: gatewayOf().core, adminKey, prefix: row.prefix }
    hosts = [await row.start(mount), await row.start({ ...mount, ...impatience })]
  })
  afterAll(async () => {
    for (const host of hosts) await host.close()
  })

  for (const { name, run } of httpContract) {
    test.concurrent(name, () => {
      const transcript = createTranscript(row.prefix)
      answers.set(name, transcript)
      const [{ origin }, { origin: impatientOrigin }] = hosts
      return run(async () => ({
        ...gatewayOf(),
        ...row,
        adminKey,
        origin,
        impatientOrigin,
        observe: (line, answer) => {
          transcript.observe(line, answer)
          described.observe(line, answer)
        },
      }))
    })
  }

  test('counts requests and wrong keys as the host was told to', async () => {
    const { key } = await gatewayOf().linked()
    const statusesOf = async (keys: readonly string[]): Promise<readonly number[]> => {
      const statuses = []
      for (const each of keys) {
        const url = `${hosts[1].origin}${row.prefix}/api/v1/usage`
        statuses.push((await fetch(url, { headers: { 'x-api-key': each } })).status)
      }
      return statuses
    }

    expect(await statusesOf([key, key, key])).toEqual([200, 200, 429])
    expect((await statusesOf(Array.from({ length: 5 }, () => 'wrong'))).at(-1)).toBe(429)
  })

  if (row === rows.SQLite[0]) {
    test('the document is noticed to lack a field or an error, whichever it is', () => judgeDocument(described))
  }

  test('answers word for word as every other, but for what the host itself answers first', () => {
    reference ??= answers

    const differing = namesOfAnswers.filter((name) => !isSame(name, answers, reference ?? answers))

    const expected = row.answersFirst.flatMap((part) => casesAnsweredByHost[part])
    expect(differing.sort()).toEqual([...expected].sort())
  })
}

/** What is taken out of the document or an answer has to be noticed, or the comparison sees nothing. */
const judgeDocument = ({ seen }: Described): void => {
  expect(seen.length).toBeGreaterThan(100)
  expect(unnoticedChanges(document, seen)).toEqual([])
}

const isSame = (name: string, one: Answers, other: Answers): boolean => {
  const [lines, wanted] = [one, other].map((answers) => answers.get(name)?.lines() ?? [])
  return JSON.stringify(lines) === JSON.stringify(wanted)
}
