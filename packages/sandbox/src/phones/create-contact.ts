import type { MessageRef } from '../messages/message-ref.ts'
import { sendPhoneText } from '../messages/phone-message.ts'
import type { ReceiptType } from '../messages/phone-receipts.ts'
import { sendReceipt } from '../messages/phone-receipts.ts'
import { askForMessageAgain } from '../messages/retry.ts'
import { toNumber } from '../people/number.ts'
import type { Person } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Network } from '../server/network.ts'
import { waitFor } from '../wait-for.ts'
import type { Contact } from './contact.ts'

/** Hands out the controls of a simulated person. */
export function createContact(network: Network, person: Person): Contact {
  const { number } = person
  const { ledger } = network
  const inbox = () => ledger.shownTo(number).filter((message) => !message.fromMe)

  function received(id: string): MessageRef {
    const message = person.received.get(id)
    if (message) return message
    throw new SandboxError('unknown_message', 'This person did not get a message with that id from a linked client.')
  }

  const confirm = (ids: readonly string[], type: ReceiptType) => {
    for (const message of ids.map(received)) sendReceipt(network, message, type)
  }

  return {
    number,
    inbox,
    waitForMessage: (predicate = () => true, options) =>
      waitFor(
        {
          find: () => inbox().find(predicate),
          onChange: (listener) => ledger.on('shown', listener),
          missing: 'This person was shown no such message',
        },
        options,
      ),
    send: (to, text, { addressing = 'pn' } = {}) =>
      sendPhoneText(network, { from: person, to: network.people.get(toNumber(to)), text, addressing }),
    delivered: (...ids) => confirm(ids, 'delivered'),
    read: (...ids) => confirm(ids, 'read'),
    played: (...ids) => confirm(ids, 'played'),
    askRetry: (id) => askForMessageAgain(network, received(id), person),
    setReceipts(behaviour) {
      person.receipts = behaviour
    },
    setReceiptAddress(address) {
      person.receiptAddress = address
    },
    loseSessions: () => person.signal.forgetSessions(),
    addNumberForm: (form) => network.people.addForm(person, toNumber(form)),
    entries: () => ledger.entries().filter((entry) => entry.recipient === number && entry.deviceKind === 'phone'),
  }
}
