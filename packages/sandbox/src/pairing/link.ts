import type { Companion } from '../people/companion.ts'
import { createOutbox } from '../people/outbox.ts'
import type { Person } from '../people/person.ts'
import { lidJid, pnJid } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import { leaf } from '../signal/key-stanzas.ts'
import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child } from '../wire/stanza.ts'
import { isSignedByClient, sealForClient, signDeviceIdentity } from './device-identity.ts'
import type { Registration } from './registration.ts'

/** Links a waiting client to an account: pair-success, the client's signature, and the restart. */
export async function linkClient(person: Person, registration: Registration, advSecret: Buffer): Promise<Companion> {
  const deviceId = ++person.lastDeviceId
  const signed = signDeviceIdentity(person.identity, registration.identityKey, deviceId)
  const answer = await registration.ask(pairSuccess(person, deviceId, sealForClient(signed, advSecret)))

  if (!isSignedByClient(signed, registration.identityKey, deviceIdentityOf(answer))) {
    registration.refuse()
    throw new SandboxError('forged_device_signature', 'The client did not sign for its own identity key: not linked.')
  }
  const companion: Companion = {
    owner: person,
    deviceId,
    keyIndex: deviceId,
    noiseKey: registration.noiseKey,
    registrationId: registration.registrationId,
    identityKey: registration.identityKey,
    signedPreKey: registration.signedPreKey,
    preKeys: [],
    provenIdentity: null,
    outbox: createOutbox(),
    retriesAsked: new Map(),
    line: null,
    initialSync: 'due',
  }
  person.companions.set(deviceId, companion)
  registration.restart(person.number, deviceId)
  return companion
}

function pairSuccess(person: Person, deviceId: number, container: Buffer): Stanza {
  return {
    tag: 'iq',
    attrs: { from: '@s.whatsapp.net', type: 'set', xmlns: 'md', t: String(Math.floor(Date.now() / 1000)) },
    content: [
      {
        tag: 'pair-success',
        attrs: {},
        content: [
          leaf('device-identity', container),
          { tag: 'device', attrs: { jid: pnJid(person, deviceId), lid: lidJid(person, deviceId) } },
          { tag: 'platform', attrs: { name: 'android' } },
        ],
      },
    ],
  }
}

function deviceIdentityOf(answer: Stanza): Buffer {
  const sign = child(answer, 'pair-device-sign')
  const identity = sign && child(sign, 'device-identity')
  return identity ? bytesOf(identity) : Buffer.alloc(0)
}
