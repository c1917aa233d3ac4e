import { describe, expect, it, vi } from 'vitest'
import { generateSigningKeyPair } from '../wire/xeddsa.ts'
import type { SignalEndpoint } from './signal-endpoint.ts'
import { createSignalEndpoint } from './signal-endpoint.ts'

const text = (value: string) => Buffer.from(value)

function pair() {
  const alice = createSignalEndpoint('alice', generateSigningKeyPair())
  const bob = createSignalEndpoint('bob', generateSigningKeyPair())
  return { alice, bob }
}

function from(address: string, { identityKey }: SignalEndpoint) {
  return { address, identityKey }
}

describe('signal endpoint', () => {
  it('talks both ways and goes from pkmsg to msg', async () => {
    const { alice, bob } = pair()
    await alice.startSession('bob', bob.bundle())
    const first = await alice.encrypt('bob', text('one'))
    const second = await alice.encrypt('bob', text('two'))
    expect([first.type, second.type]).toEqual(['pkmsg', 'pkmsg'])
    expect(await bob.decrypt(from('alice', alice), first)).toEqual(text('one'))
    expect(await bob.decrypt(from('alice', alice), second)).toEqual(text('two'))

    const answer = await bob.encrypt('alice', text('three'))
    expect(await alice.decrypt(from('bob', bob), answer)).toEqual(text('three'))
    const last = await alice.encrypt('bob', text('four'))
    expect([answer.type, last.type]).toEqual(['msg', 'msg'])
    expect(await bob.decrypt(from('alice', alice), last)).toEqual(text('four'))
  })

  it('reads messages in any order', async () => {
    const { alice, bob } = pair()
    await alice.startSession('bob', bob.bundle())
    const sealed = [await alice.encrypt('bob', text('1')), await alice.encrypt('bob', text('2'))]
    const opened = []
    for (const ciphertext of sealed.reverse()) opened.push(await bob.decrypt(from('alice', alice), ciphertext))

    expect(opened.map(String)).toEqual(['2', '1'])
  })

  it('hands out each one-time key once', () => {
    const { bob } = pair()
    const ids = [bob.bundle(), bob.bundle(), bob.bundle()].map(({ preKey }) => preKey?.id)

    expect(new Set(ids).size).toBe(3)
  })

  it('a ciphertext with a flipped bit does not open, and those after it still do', async () => {
    const { alice, bob } = pair()
    await alice.startSession('bob', bob.bundle())
    await bob.decrypt(from('alice', alice), await alice.encrypt('bob', text('hello')))
    await alice.decrypt(from('bob', bob), await bob.encrypt('alice', text('hello')))
    const { type, bytes } = await alice.encrypt('bob', text('broken'))
    const broken = Buffer.from(bytes)
    broken[10] = (broken[10] ?? 0) ^ 1

    await expect(bob.decrypt(from('alice', alice), { type, bytes: broken })).rejects.toThrow()
    expect(await bob.decrypt(from('alice', alice), { type, bytes })).toEqual(text('broken'))
    expect(await bob.decrypt(from('alice', alice), await alice.encrypt('bob', text('whole')))).toEqual(text('whole'))
  })

  it('does not take a first message of another identity than the device has', async () => {
    const { alice, bob } = pair()
    await alice.startSession('bob', bob.bundle())
    const sealed = await alice.encrypt('bob', text('who am I'))
    const { identityKey } = createSignalEndpoint('eve', generateSigningKeyPair())

    await expect(bob.decrypt({ address: 'alice', identityKey }, sealed)).rejects.toThrow()
    expect(await bob.decrypt(from('alice', alice), sealed)).toEqual(text('who am I'))
  })

  it('the same ciphertext opens once', async () => {
    const { alice, bob } = pair()
    await alice.startSession('bob', bob.bundle())
    const sealed = await alice.encrypt('bob', text('once'))
    await bob.decrypt(from('alice', alice), sealed)

    await expect(bob.decrypt(from('alice', alice), sealed)).rejects.toThrow()
  })

  it('prints nothing when a session is replaced or a ciphertext does not open', async () => {
    const printed = (['info', 'warn', 'error', 'log'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => undefined),
    )
    const { alice, bob } = pair()
    for (let round = 0; round < 45; round++) {
      await alice.startSession('bob', bob.bundle())
      await bob.decrypt(from('alice', alice), await alice.encrypt('bob', text('again')))
    }
    await expect(bob.decrypt(from('alice', alice), { type: 'msg', bytes: Buffer.alloc(60, 3) })).rejects.toThrow()

    expect(printed.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0, 0])
    vi.restoreAllMocks()
  })
})
