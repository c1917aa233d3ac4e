import { optionalInteger, optionalWord, requiredText } from './control-request.ts'
import type { ControlRoute } from './control-route.ts'

const ADDRESSINGS = ['pn', 'lid'] as const

/** How a person is found, and what its phone does that makes a client's life hard. */
export const contactRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/admin/contacts/{number}/receipt-address',
    summary: 'Says which address a person confirms from: {"addressing":"pn|lid","device":3}; as written unless given.',
    run(sandbox, request) {
      const body = request.json()
      const address = {
        addressing: optionalWord(body, 'addressing', ADDRESSINGS),
        device: optionalInteger(body, 'device'),
      }
      sandbox.contact(request.number).setReceiptAddress(address)
      return address
    },
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/lose-sessions',
    summary: 'Makes the phone of a person forget its sessions: it asks for the next message again.',
    run(sandbox, { number }) {
      sandbox.contact(number).loseSessions()
      return { number }
    },
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/number-forms',
    summary: 'Lets the directory answer another form of a number with it: {"form":"5511987654321"}.',
    run(sandbox, request) {
      const form = requiredText(request.json(), 'form')
      const contact = sandbox.contact(request.number)
      contact.addNumberForm(form)
      return { number: contact.number, form }
    },
  },
]
