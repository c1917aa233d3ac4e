import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { malformedUrls, ownMachineHosts, ownMachineNames, refusedAddresses } from '../../test/media/hostile-urls.ts'
import { documentAt, failureOf, openFetcher, using } from '../../test/media/media-fixture.ts'
import { serveHttp } from '../../test/media/media-server.ts'
import { isPublicAddress } from './address-policy.ts'
import { checkMediaUrl } from './media-url.ts'

/** Every client socket that this process opens, to wherever it leads. */
let socketsOpened = 0
const countSocket = () => {
  socketsOpened += 1
}
beforeEach(() => {
  socketsOpened = 0
  subscribe('net.client.socket', countSocket)
})
afterEach(() => {
  unsubscribe('net.client.socket', countSocket)
})

const canary = () => using(serveHttp((_request, response) => response.end('canary')))
const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)
const hasIPv6 = Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === '::1'))

describe('a refused address written into the URL', () => {
  const hosts = [...ownMachineHosts, ...ownMachineNames, ...refusedAddresses.map(bracketed)]

  it.each(hosts)('%s: nothing is connected to', async (host) => {
    const { port, connections } = await canary()
    const asked: string[] = []
    const { fetcher, files } = await openFetcher({
      resolve: async (name) => {
        asked.push(name)
        return ['127.0.0.1']
      },
    })

    const failure = await failureOf(fetcher.fetch(documentAt(`http://${host}:${port}/image.jpg`)))

    expect(failure).toMatchObject({ failure: 'bad_url', retryable: false, code: 'media_fetch_failed' })
    expect(asked).toEqual([])
    expect(socketsOpened).toBe(0)
    expect(connections()).toBe(0)
    expect(await files()).toEqual([])
  })

  it.each(malformedUrls)('%j: nothing is connected to', async (url) => {
    const { fetcher } = await openFetcher({ resolve: async () => ['127.0.0.1'] })

    const failure = await failureOf(fetcher.fetch(documentAt(url)))

    expect(failure).toMatchObject({ failure: 'bad_url', retryable: false })
    expect(socketsOpened).toBe(0)
  })
})

describe('a name that resolves to a refused address', () => {
  it.each(refusedAddresses)('%s: nothing is connected to', async (address) => {
    const { port, connections } = await canary()
    const { fetcher, files } = await openFetcher({ resolve: async () => [address] })

    const failure = await failureOf(fetcher.fetch(documentAt(`http://media.example:${port}/image.jpg`)))

    expect(failure).toMatchObject({ failure: 'address_refused', retryable: false })
    expect(socketsOpened).toBe(0)
    expect(connections()).toBe(0)
    expect(await files()).toEqual([])
  })

  it.each([
    ['first', ['127.0.0.1', '93.184.215.14']],
    ['last', ['93.184.215.14', '127.0.0.1']],
    ['between', ['93.184.215.14', '::ffff:127.0.0.1', '2606:4700:4700::1111']],
  ])('is refused when the bad one comes %s among good ones', async (_where, addresses) => {
    const { port, connections } = await canary()
    const { fetcher } = await openFetcher({ resolve: async () => addresses })

    const failure = await failureOf(fetcher.fetch(documentAt(`http://media.example:${port}/image.jpg`)))

    expect(failure.failure).toBe('address_refused')
    expect(socketsOpened).toBe(0)
    expect(connections()).toBe(0)
  })

  it('is refused when the resolver answers with something that is no address', async () => {
    const { fetcher } = await openFetcher({ allow: ['files.internal:80'], resolve: async () => ['localhost'] })

    const failure = await failureOf(fetcher.fetch(documentAt('http://media.example/image.jpg')))
    const allowed = await failureOf(fetcher.fetch(documentAt('http://files.internal/image.jpg')))

    expect([failure.failure, allowed.failure]).toEqual(['address_refused', 'address_refused'])
    expect(socketsOpened).toBe(0)
  })
})

describe('a name whose answer changes', () => {
  it('is resolved once: the address that was judged is the one connected to', async () => {
    const { port, connections } = await canary()
    const answers = [['127.0.0.2'], ['127.0.0.1']]
    let asked = 0
    const judged: string[] = []
    const { fetcher } = await openFetcher({
      resolve: async () => answers[asked++] ?? [],
      isPublic: (address) => {
        judged.push(address)
        return address.endsWith('127.0.0.2')
      },
    })

    const media = await fetcher.fetch(documentAt(`http://media.example:${port}/image.jpg`))

    expect(media.byteLength).toBe(6)
    expect(asked).toBe(1)
    expect(connections()).toBe(1)
    expect(judged).toEqual(['127.0.0.2', '127.0.0.2'])
  })

  it('gets not one byte when the connected socket has an address that is refused', async () => {
    let received = 0
    const server = await using(
      serveHttp((_request, response) => {
        received += 1
        response.end('canary')
      }),
    )
    let judged = 0
    const { fetcher } = await openFetcher({ resolve: async () => ['127.0.0.1'], isPublic: () => judged++ === 0 })

    const failure = await failureOf(fetcher.fetch(documentAt(`http://media.example:${server.port}/image.jpg`)))
    await server.idle()

    expect(failure.failure).toBe('address_refused')
    expect(received).toBe(0)
  })
})

describe('an allowed host and port', () => {
  it('is fetched from, and no other port or host of the same address', async () => {
    const allowed = await canary()
    const other = await canary()
    const { fetcher } = await openFetcher({
      allow: [`127.0.0.1:${allowed.port}`, `files.internal:${allowed.port}`],
      resolve: async () => ['127.0.0.1'],
    })

    const literal = await fetcher.fetch(documentAt(`http://127.0.0.1:${allowed.port}/a`))
    const named = await fetcher.fetch(documentAt(`http://files.internal:${allowed.port}/a`))
    const otherPort = await failureOf(fetcher.fetch(documentAt(`http://127.0.0.1:${other.port}/a`)))
    const otherPortNamed = await failureOf(fetcher.fetch(documentAt(`http://files.internal:${other.port}/a`)))
    const otherHost = await failureOf(fetcher.fetch(documentAt(`http://other.internal:${allowed.port}/a`)))

    expect([literal.byteLength, named.byteLength]).toEqual([6, 6])
    expect(otherPort.failure).toBe('bad_url')
    expect([otherPortNamed.failure, otherHost.failure]).toEqual(['address_refused', 'address_refused'])
    expect(allowed.connections()).toBe(2)
    expect(other.connections()).toBe(0)
  })

  it('has to be spelled as host and port', async () => {
    await expect(openFetcher({ allow: ['files.internal'] })).rejects.toThrow('"files.internal" is not host:port')
  })
})

describe('with the address rule switched off', () => {
  it('this machine is reached under every spelling, so the tests above prove something', async () => {
    const reachable = ownMachineHosts.filter((host) => hasIPv6 || !host.startsWith('['))
    const { port, connections } = await canary()
    const { fetcher } = await openFetcher({ isPublic: () => true })

    for (const host of reachable) await fetcher.fetch(documentAt(`http://${host}:${port}/image.jpg`))

    expect(reachable.length).toBeGreaterThan(20)
    expect(connections()).toBe(reachable.length)
    expect(socketsOpened).toBe(reachable.length)
  })

  it('a name that resolves here reaches it too', async () => {
    const { port, connections } = await canary()
    const { fetcher } = await openFetcher({ isPublic: () => true, resolve: async () => ['127.0.0.1'] })

    await fetcher.fetch(documentAt(`http://media.example:${port}/image.jpg`))

    expect(connections()).toBe(1)
  })

  it('a guard that looks at resolved names only lets the literals through', () => {
    const lookupOnly = (text: string) => checkMediaUrl(`http://${text}/`, [], () => true).ok

    expect(ownMachineHosts.every(lookupOnly)).toBe(true)
    expect(ownMachineHosts.some((host) => checkMediaUrl(`http://${host}/`, []).ok)).toBe(false)
  })
})

it('what the caller learns is the same for a refused address, a name that is not there and a closed port', async () => {
  const closed = await canary()
  await closed.close()
  const messageFor = async (resolve: () => Promise<string[]>, isPublic = isPublicAddress) => {
    const { fetcher } = await openFetcher({ resolve, isPublic, deadlines: { connectMs: 50 } })
    return (await failureOf(fetcher.fetch(documentAt(`http://media.example:${closed.port}/a?token=x`)))).message
  }

  const messages = new Set([
    await messageFor(async () => ['10.0.0.1']),
    await messageFor(async () => []),
    await messageFor(async () => {
      throw Object.assign(new Error('queryA ENOTFOUND media.example'), { code: 'ENOTFOUND' })
    }),
    await messageFor(
      async () => ['127.0.0.1'],
      () => true,
    ),
    // A resolver that never answers stands for a filtered port: both end at the connect deadline.
    await messageFor(() => new Promise(() => {})),
  ])

  expect(messages.size).toBe(1)
  expect([...messages].join()).not.toMatch(/10\.0\.0\.1|127\.0\.0\.1|media\.example|token/)
})
