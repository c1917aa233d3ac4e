import type { Companion } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import { leaf } from '../signal/key-stanzas.ts'
import type { WaitOptions } from '../wait-for.ts'
import { waitFor } from '../wait-for.ts'
import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child } from '../wire/stanza.ts'
import { diffieHellman, generateDhKeyPair } from '../wire/xeddsa.ts'
import { linkClient } from './link.ts'
import type { PairingOffers } from './offers.ts'
import { advSecretOf, openKeyBundle, unwrapEphemeralKey, wrapEphemeralKey } from './pairing-code-crypto.ts'
import { demandPasskeyOf } from './passkey.ts'
import type { CodeRequest } from './registration.ts'

/** Types a pairing code on a person's phone; waits for the client's request, which may still be on its way. */
export async function typePairingCode(
  offers: PairingOffers,
  person: Person,
  typed: { readonly code: string; readonly options?: WaitOptions | undefined },
): Promise<Companion> {
  const request = await waitFor(
    {
      find: () => offers.codeRequestFor(person.number),
      onChange: offers.onCodeRequest.on,
      missing: 'No client asked to be linked to this number by code',
    },
    typed.options,
  ).catch((error: unknown) => {
    if (error instanceof SandboxError) throw new SandboxError('no_pairing_request', error.message)
    throw error
  })
  const code = typed.code.replace(/[\s-]/g, '').toUpperCase()
  offers.withdrawCode(request)
  demandPasskeyOf(person, request.registration)

  const ours = generateDhKeyPair()
  const theirs = await unwrapEphemeralKey(code, request.wrappedEphemeralKey)
  const secret = diffieHellman(ours.privateKey, theirs)
  request.registration.send(primaryHello(person, request, await wrapEphemeralKey(code, ours.publicKey)))

  const bundle = openKeyBundle(partOf(await request.finish, 'link_code_pairing_wrapped_key_bundle'), secret)
  const { identityKey } = request.registration
  if (!bundle?.clientIdentity.equals(identityKey) || !bundle.accountKey.equals(person.identity.publicKey)) {
    throw new SandboxError('wrong_pairing_code', 'This is not the code that the client shows; ask it for a new one.')
  }
  offers.withdraw(request.registration)
  return linkClient(person, request.registration, advSecretOf(secret, person.identity.privateKey, bundle))
}

function primaryHello(person: Person, request: CodeRequest, wrapped: Buffer): Stanza {
  const now = Date.now()
  return {
    tag: 'notification',
    attrs: {
      from: '@s.whatsapp.net',
      type: 'link_code_companion_reg',
      id: String(now),
      t: String(Math.floor(now / 1000)),
    },
    content: [
      {
        tag: 'link_code_companion_reg',
        attrs: { stage: 'primary_hello' },
        content: [
          leaf('link_code_pairing_wrapped_primary_ephemeral_pub', wrapped),
          leaf('primary_identity_pub', person.identity.publicKey),
          leaf('link_code_pairing_ref', request.ref),
        ],
      },
    ],
  }
}

function partOf(finish: Stanza, tag: string): Buffer {
  const part = child(finish, 'link_code_companion_reg')
  const found = part && child(part, tag)
  return found ? bytesOf(found) : Buffer.alloc(0)
}
