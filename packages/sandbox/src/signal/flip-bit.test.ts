import { expect, it } from 'vitest'
import { generateSigningKeyPair } from '../wire/xeddsa.ts'
import { flipBit } from './flip-bit.ts'
import { pad } from './padding.ts'
import { createSignalEndpoint } from './signal-endpoint.ts'

it('a ciphertext with a flipped bit never opens, whatever its length', async () => {
  const alice = createSignalEndpoint('alice', generateSigningKeyPair())
  const bob = createSignalEndpoint('bob', generateSigningKeyPair())
  const from = { address: 'alice', identityKey: alice.identityKey }
  await alice.startSession('bob', bob.bundle())
  const types: string[] = []
  for (let length = 1; length <= 80; length++) {
    if (length === 41) {
      const whole = await alice.encrypt('bob', pad(Buffer.from('whole')))
      await bob.decrypt(from, whole)
      const answer = await bob.encrypt('alice', pad(Buffer.from('answer')))
      await alice.decrypt({ address: 'bob', identityKey: bob.identityKey }, answer)
    }
    const { type, bytes } = await alice.encrypt('bob', pad(Buffer.alloc(length, 1)))
    types.push(type)

    await expect(bob.decrypt(from, { type, bytes: flipBit(bytes) }), `${type} of ${length}`).rejects.toThrow()
  }
  expect(new Set(types)).toEqual(new Set(['pkmsg', 'msg']))
})
