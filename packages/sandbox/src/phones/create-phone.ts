import { scanQr } from '../pairing/scan.ts'
import { typePairingCode } from '../pairing/type-code.ts'
import type { Companion } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { lidJid, pnJid } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import { tellNewChatCap, tellRestriction } from '../server/account-notices.ts'
import type { Network } from '../server/network.ts'
import { streamError } from '../server/stream-error.ts'
import { waitFor } from '../wait-for.ts'
import { generateSigningKeyPair } from '../wire/xeddsa.ts'
import type { LinkedDevice, Phone } from './phone.ts'

/** Hands out the controls of the phone of an account. */
export function createPhone(network: Network, person: Person): Phone {
  const { number } = person
  const { ledger, offers } = network

  function unlink(companion: Companion): void {
    person.companions.delete(companion.deviceId)
    companion.line?.end(streamError(401), 'logged_out')
  }

  const signer = () => (network.faults.take(['forge_link'], { sender: number }) ? withForgedSignature(person) : person)

  return {
    number,
    get linked() {
      return person.companions.size > 0
    },
    devices: () => [...person.companions.values()].map(toLinkedDevice),
    scanQr: async (text) => toLinkedDevice(await scanQr(offers, signer(), text)),
    typePairingCode: async (code, options) =>
      toLinkedDevice(await typePairingCode(offers, signer(), { code, options })),
    waitUntilReady: async (options) => {
      await waitFor(
        {
          find: () => [...person.companions.values()].find(isReady),
          onChange(listener) {
            const unsubscribes = [
              ledger.on('connection', listener),
              ledger.on('receipt', listener),
              ledger.on('iq', listener),
            ]
            return () => {
              for (const unsubscribe of unsubscribes) unsubscribe()
            }
          },
          missing: 'No linked client of this number was ready',
        },
        options,
      )
    },
    unlink(deviceId) {
      const companions = [...person.companions.values()]
      const chosen = companions.filter((companion) => deviceId === undefined || companion.deviceId === deviceId)
      if (chosen.length === 0) throw new SandboxError('not_linked', 'No such client is linked to this phone.')
      for (const companion of chosen) unlink(companion)
    },
    restrict({ until, type = 'BIZ_QUALITY', notify = true }) {
      person.limits.restriction = { until, type }
      if (notify) tellRestriction(network, person)
    },
    unrestrict() {
      person.limits.restriction = null
      tellRestriction(network, person)
    },
    capNewChats({ total, used = 0, until }) {
      person.limits.newChatCap = { total, used, until, startedAt: network.clock.now() }
      tellNewChatCap(network, person)
    },
    uncapNewChats() {
      person.limits.newChatCap = null
      tellNewChatCap(network, person)
    },
    demandPasskey(isDemanded = true) {
      person.demandsPasskey = isDemanded
    },
    messages: () => ledger.shownTo(number),
  }
}

/** The same person, who signs with a key that does not belong to the public one. */
function withForgedSignature(person: Person): Person {
  const { sign } = generateSigningKeyPair()
  return Object.create(person, { identity: { value: { ...person.identity, sign } } })
}

function isReady(companion: Companion): boolean {
  return companion.line?.isActive === true && companion.initialSync === 'done'
}

function toLinkedDevice({ owner, deviceId }: Companion): LinkedDevice {
  return { number: owner.number, deviceId, jid: pnJid(owner, deviceId), lid: lidJid(owner, deviceId) }
}
