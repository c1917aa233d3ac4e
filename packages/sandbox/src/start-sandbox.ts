import { createFaults } from './faults/create-faults.ts'
import { createFaultBook } from './faults/fault-book.ts'
import { takeMediaFault } from './faults/media-fault.ts'
import { createLedgerBook } from './ledger/ledger-book.ts'
import { createCertificateAuthority } from './media/certificate-authority.ts'
import { startMediaHost } from './media/media-host.ts'
import { createPairingOffers } from './pairing/offers.ts'
import { toNumber } from './people/number.ts'
import { createPeople } from './people/people.ts'
import { createContact } from './phones/create-contact.ts'
import { createPhone } from './phones/create-phone.ts'
import type { Sandbox } from './sandbox.ts'
import type { SandboxOptions } from './sandbox-options.ts'
import { resolveSandboxOptions } from './sandbox-options.ts'
import { startListener } from './server/listener.ts'
import type { Network } from './server/network.ts'
import { createTimers } from './server/timers.ts'
import { createServerIdentity } from './wire/server-identity.ts'

/**
 * Starts a WhatsApp server on loopback for an unmodified Baileys client.
 *
 * @example
 * ```ts
 * import { createKhabeer } from '@khabeer/core'
 * import { startSandbox } from '@khabeer/sandbox'
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 *
 * const sandbox = await startSandbox()
 * const core = createKhabeer({
 *   storage: sqliteStorage({ file: 'test.db' }),
 *   whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
 * })
 * core.on('instance.qr', ({ qr }) => sandbox.phone('491510000001').scanQr(qr))
 * await core.start()
 * const { id: instanceId } = await core.instances.create({ name: 'Shop' })
 * await core.send({ instanceId, to: '491510000002', text: 'hello' })
 * const shown = await sandbox.contact('491510000002').waitForMessage()
 * await core.stop()
 * await sandbox.close()
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveSandboxOptions(options)
  const authority = createCertificateAuthority()
  const faults = createFaultBook()
  const media = await startMediaHost({ authority, fault: (request) => takeMediaFault(faults, request) })
  const network: Network = {
    clock: resolved.clock,
    options: resolved,
    people: createPeople(resolved),
    ledger: createLedgerBook(),
    faults,
    offers: createPairingOffers(),
    media,
    timers: createTimers(),
  }
  const identity = createServerIdentity()
  const listener = await startListener(network, identity).catch(async (error: unknown) => {
    await media.close()
    throw error
  })
  let closing: Promise<void> | undefined

  return {
    url: listener.url,
    rootKey: identity.rootKey,
    caPem: authority.caPem,
    clock: network.clock,
    ledger: network.ledger,
    faults: createFaults(network),
    phone: (number) => createPhone(network, network.people.get(toNumber(number))),
    contact: (number) => createContact(network, network.people.get(toNumber(number))),
    numbers: () => network.people.all().map((person) => person.number),
    close() {
      network.timers.clear()
      closing ??= Promise.all([listener.close(), media.close()]).then(() => undefined)
      return closing
    },
  }
}
