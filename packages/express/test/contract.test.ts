import { httpContract } from '@khabeer/core/testing'
import { khabeerRouter } from '@khabeer/express'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Gateway } from './support/gateway.ts'
import { startGateway } from './support/gateway.ts'
import type { Host } from './support/host.ts'
import { startHost } from './support/host.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const majors = ['Express 4', 'Express 5'] as const
const hosts = majors.flatMap((major) =>
  ['', '/wa'].flatMap((prefix) =>
    (['none', 'json'] as const).map((parser) => ({
      major,
      prefix,
      parser,
      name: `${major} at ${prefix}/ with parser: ${parser}`,
    })),
  ),
)

describe.each(hosts)('$name', (options) => {
  let host: Host
  beforeAll(async () => {
    host = await startHost({ ...options, router: khabeerRouter({ core: gateway.core }) })
  })
  afterAll(() => host.close())

  const harness = async () => ({
    origin: host.origin,
    prefix: options.prefix,
    core: gateway.core,
    hostParsesBodies: options.parser === 'json',
    scan: gateway.scan,
  })

  for (const { name, run } of httpContract) test(name, () => run(harness))
})
