import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KhabeerOptions } from '@khabeer/core'
import { startSandbox } from '@khabeer/sandbox'
import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, it, onTestFinished } from 'vitest'
import { startMediaServer } from '../../../../test/support/media-server.ts'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import { root } from '../../../../test/support/running-process.ts'
import { until } from '../../../../test/support/until.ts'
import type { Route } from '../../../core/src/http/define-route.ts'
import { createRoutes } from '../../../core/src/http/routes.ts'
import { linkInstance } from '../../../core/test/gateway/test-gateway.ts'
import { fullRequests } from './full-requests.ts'
import type { HostileServer } from './hostile-server.ts'
import { adminKey, apiKey, startHostileServer } from './hostile-server.ts'
import type { Place } from './places.ts'
import { fieldsLeftOut, headerPlaces, nameOf, placesOf } from './places.ts'
import type { Wire } from './wire.ts'
import { forEach, openWire } from './wire.ts'

// The Big List of Naughty Strings, 2015 Max Woolf, MIT: its notice stands beside it.
const strings: readonly string[] = JSON.parse(
  readFileSync(join(root, 'packages/express/test/hostile/naughty-strings/strings.json'), 'utf8'),
)
const routes = createRoutes()
/** In a run of all tests each place meets one string in this many, and each string one place in as many. */
const everyOneOf = process.env.KHABEER_HOSTILE === 'all' ? 1 : 16

const storages = {
  SQLite: () => ({}),
  PostgreSQL: () => {
    const { connectionString, schema } = postgresSchema()
    return { storage: postgresStorage({ connectionString, schema }) }
  },
}

const startServer = async (options: Partial<KhabeerOptions>): Promise<HostileServer & { readonly ask: Wire }> => {
  const server = await startHostileServer(options)
  const { ask, close } = openWire(server.port, 16)
  onTestFinished(async () => {
    close()
    await server.close()
  })
  return { ...server, ask }
}

it('every route that takes a query or a body has its whole request, with every field', () => {
  const requests = fullRequests({ instance: 1, message: 1, apiKey: 1, account: 1 })

  expect(
    Object.fromEntries(routes.map((route) => [nameOf(route), fieldsLeftOut(route, requests[nameOf(route)])])),
  ).toEqual(Object.fromEntries(routes.map((route) => [nameOf(route), []])))
})

it.each(Object.entries(storages))(
  'on %s no naughty string in any place of any request makes a 5xx, or an error without its words',
  async (_, openStorage) => {
    const { ask, makeIds } = await startServer({ role: 'api', ...openStorage() })
    const ids = await makeIds()
    const keyOf = ({ scope }: Route) => ({ 'x-api-key': scope === 'admin' ? adminKey : apiKey })
    const requests = fullRequests(ids)
    const places = [
      ...routes.flatMap((route) => placesOf(route, requests[nameOf(route)] ?? {}, ids, keyOf)),
      ...headerPlaces({ instance_id: ids.instance, to: '201055555500', text: 'Hello' }, apiKey),
    ]
    const wrong: unknown[] = []
    let asked = 0

    await forEach(pairsOf(places, strings, everyOneOf), 16, async ([place, text]) => {
      const answer = await ask(place.fill(text))
      asked += 1
      if (answer.status >= 500 || (answer.status >= 400 && !isError(answer.text))) {
        wrong.push({ place: place.name, string: text, ...answer })
      }
    })

    expect(wrong).toEqual([])
    expect(places.length).toBeGreaterThan(100)
    expect(asked * everyOneOf).toBeGreaterThan(places.length * (strings.length - everyOneOf))
  },
  10 * 60_000,
)

it('every naughty string that is accepted arrives at the phone byte for byte', async () => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const host = await startMediaServer({ '/a': { mimetype: 'application/pdf', bytes: Buffer.from('%PDF-1.7') } })
  const { core, ask } = await startServer({
    whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
    pacing: { messages: 1_000, perMs: 1_000 },
    media: { allow: [host] },
  })
  const instance_id = await linkInstance(core, sandbox)
  const to = '201001234567'
  // A document takes far longer than a text: many strings share one caption.
  const packs = Array.from({ length: Math.ceil(strings.length / 25) }, (_, n) => strings.slice(n * 25, n * 25 + 25))
  const texts = strings.map((text) => ({ posted: { text }, shown: { kind: 'text', text } }))
  const documents = packs.map((pack) => {
    const caption = pack.join('\n')
    return {
      posted: { type: 'document', content: { url: `http://${host}/a`, caption } },
      shown: { kind: 'document', caption },
    }
  })
  const expected: unknown[] = []

  for (const { posted, shown } of [...texts, ...documents]) {
    const { status } = await ask({
      method: 'POST',
      path: '/api/v1/messages/send',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ instance_id, to, ...posted }),
    })
    if (status === 202) expected.push(expect.objectContaining(shown))
  }
  const contact = sandbox.contact(to)
  await until('the phone shows all', 50_000, async () => (contact.inbox().length >= expected.length ? true : null))

  expect(expected.length).toBeGreaterThan(strings.length)
  expect(contact.inbox().map(({ content }) => content)).toEqual(expected)
})

/** Every pair, or one of so many, so that each of either side comes. */
const pairsOf = (
  places: readonly Place[],
  texts: readonly string[],
  oneOf: number,
): readonly (readonly [Place, string])[] =>
  places.flatMap((place, row) =>
    texts.filter((_, column) => (row + column) % oneOf === 0).map((text) => [place, text] as const),
  )

const isError = (answer: string): boolean => {
  const { code, error } = JSON.parse(answer)
  return typeof code === 'string' && typeof error === 'string'
}
