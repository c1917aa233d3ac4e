import type { Sandbox } from '../sandbox.ts'
import { badRequest } from './control-error.ts'
import type { ControlRequest } from './control-request.ts'
import { requiredText, requiredWord } from './control-request.ts'
import type { ControlRoute } from './control-route.ts'

/** The number that scans when a request names none. */
const DEFAULT_NUMBER = '491510000001'

const RECEIPTS = ['delivered', 'read', 'played'] as const
const BEHAVIOURS = ['none', ...RECEIPTS] as const

/** What phones and contacts can be asked to do. */
export const phoneRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/admin/mock-phone/scan-qr',
    summary: `Scans the QR text in the body (?number=, ${DEFAULT_NUMBER} unless given).`,
    async run(sandbox, request) {
      const text = request.text.trim()
      if (text === '') throw badRequest('Send the text of the QR code as the raw body.')
      return linked(await phoneOf(sandbox, request).scanQr(text))
    },
  },
  {
    method: 'POST',
    path: '/admin/mock-phone/pairing-code',
    summary: `Types the pairing code in the body (?number=, ${DEFAULT_NUMBER} unless given).`,
    async run(sandbox, request) {
      const code = request.text.trim()
      if (code === '') throw badRequest('Send the eight characters of the pairing code as the raw body.')
      return linked(await phoneOf(sandbox, request).typePairingCode(code))
    },
  },
  {
    method: 'POST',
    path: '/admin/mock-phone/unlink',
    summary: `Logs out every client of a phone (?number=, ${DEFAULT_NUMBER} unless given).`,
    run(sandbox, request) {
      const phone = phoneOf(sandbox, request)
      phone.unlink()
      return { number: phone.number, linked: phone.linked }
    },
  },
  {
    method: 'GET',
    path: '/admin/phones',
    summary: 'Lists every number that the sandbox knows.',
    run: (sandbox) =>
      sandbox.numbers().map((number) => {
        const phone = sandbox.phone(number)
        return { number, linked: phone.linked, devices: phone.devices(), messages: phone.messages().length }
      }),
  },
  {
    method: 'GET',
    path: '/admin/phones/{number}/messages',
    summary: 'Lists what the phone of a number shows, in order; a repeated id is shown once.',
    run: (sandbox, { number }) => sandbox.phone(number).messages(),
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/send',
    summary: 'Has a person write: {"to":"491510000001","text":"hello"}.',
    run: async (sandbox, request) => {
      const body = request.json()
      const id = await sandbox.contact(request.number).send(requiredText(body, 'to'), requiredText(body, 'text'))
      return { waMessageId: id }
    },
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/receipts',
    summary: 'Has a person confirm a message: {"waMessageId":"3EB0...","type":"delivered|read|played"}.',
    run(sandbox, request) {
      const body = request.json()
      const type = requiredWord(body, 'type', RECEIPTS)
      sandbox.contact(request.number)[type](requiredText(body, 'waMessageId'))
      return { sent: type }
    },
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/behaviour',
    summary: 'Says what a phone does by itself: {"receipts":"none|delivered|read|played"}.',
    run(sandbox, request) {
      const receipts = requiredWord(request.json(), 'receipts', BEHAVIOURS)
      sandbox.contact(request.number).setReceipts(receipts)
      return { receipts }
    },
  },
  {
    method: 'POST',
    path: '/admin/contacts/{number}/ask-retry',
    summary: 'Has a person ask for a message again: {"waMessageId":"3EB0..."}.',
    run(sandbox, request) {
      const waMessageId = requiredText(request.json(), 'waMessageId')
      sandbox.contact(request.number).askRetry(waMessageId)
      return { asked: waMessageId }
    },
  },
]

function phoneOf(sandbox: Sandbox, { query }: ControlRequest) {
  return sandbox.phone(query.get('number') ?? DEFAULT_NUMBER)
}

function linked(device: { readonly number: string; readonly deviceId: number; readonly jid: string }) {
  return { number: device.number, linked: true, deviceId: device.deviceId, jid: device.jid }
}
