import type { FaultMatch } from '../faults/fault.ts'
import type { Sandbox } from '../sandbox.ts'
import { badRequest } from './control-error.ts'
import { optionalText, optionalTexts, requiredInteger, requiredText, requiredWord } from './control-request.ts'
import type { ControlRoute } from './control-route.ts'

type Body = Readonly<Record<string, unknown>>

/** What sets each fault, by the name that a request gives it. */
const FAULTS = {
  withhold_ack: ({ faults }: Sandbox, body: Body) =>
    faults.withholdAck({ ...matchOf(body), receipts: body.receipts === true }),
  delay_ack: ({ faults }: Sandbox, body: Body) =>
    faults.delayAck({ ...matchOf(body), delayMs: requiredInteger(body, 'delayMs') }),
  refuse_ack: ({ faults }: Sandbox, body: Body) =>
    faults.refuseAck({ ...matchOf(body), code: requiredInteger(body, 'code') }),
  drop_before: ({ faults }: Sandbox, body: Body) => faults.dropLineBefore(matchOf(body)),
  drop_after: ({ faults }: Sandbox, body: Body) => faults.dropLineAfter(matchOf(body)),
  stream_error_on_message: ({ faults }: Sandbox, body: Body) =>
    faults.streamErrorOnMessage({ ...matchOf(body), code: requiredInteger(body, 'code') }),
  stop_receipts: ({ faults }: Sandbox, body: Body) => faults.stopReceipts(matchOf(body)),
  corrupt: ({ faults }: Sandbox, body: Body) => faults.corruptMessages(matchOf(body)),
  refuse_login: ({ faults }: Sandbox, body: Body) =>
    faults.refuseLogins({
      ...matchOf(body),
      code: requiredInteger(body, 'code'),
      attributes: optionalTexts(body, 'attributes'),
    }),
  refuse_pairing_code: ({ faults }: Sandbox, body: Body) =>
    faults.refusePairingCodes({ ...matchOf(body), code: requiredInteger(body, 'code') }),
  ignore_iq: ({ faults }: Sandbox, body: Body) =>
    faults.ignoreQueries({ ...matchOf(body), xmlns: optionalText(body, 'xmlns') }),
  refuse_iq: ({ faults }: Sandbox, body: Body) =>
    faults.refuseQueries({
      ...matchOf(body),
      xmlns: optionalText(body, 'xmlns'),
      code: requiredInteger(body, 'code'),
      text: optionalText(body, 'text'),
    }),
  refuse_upgrade: ({ faults }: Sandbox, body: Body) =>
    faults.refuseConnections({ status: requiredInteger(body, 'status'), ...timesOf(body) }),
  mute: ({ faults }: Sandbox, body: Body) => faults.muteConnections(timesOf(body)),
  drop_handshake: ({ faults }: Sandbox, body: Body) => faults.dropHandshakes(timesOf(body)),
  refuse_uploads: ({ faults }: Sandbox, body: Body) =>
    faults.refuseUploads({ status: requiredInteger(body, 'status'), ...timesOf(body) }),
  delay_uploads: ({ faults }: Sandbox, body: Body) =>
    faults.delayUploads({ delayMs: requiredInteger(body, 'delayMs'), ...timesOf(body) }),
  stream_error: ({ faults }: Sandbox, body: Body) =>
    faults.streamError(requiredText(body, 'number'), requiredInteger(body, 'code')),
  disconnect: ({ faults }: Sandbox, body: Body) => faults.disconnect(requiredText(body, 'number')),
  silence: ({ faults }: Sandbox, body: Body) => faults.silence(requiredText(body, 'number')),
  garbage: ({ faults }: Sandbox, body: Body) => faults.garbage(requiredText(body, 'number')),
  not_on_whatsapp: ({ faults }: Sandbox, body: Body) => faults.notOnWhatsApp(requiredText(body, 'number')),
  on_whatsapp: ({ faults }: Sandbox, body: Body) => faults.onWhatsApp(requiredText(body, 'number')),
} satisfies Record<string, (sandbox: Sandbox, body: Body) => unknown>

const KINDS = Object.keys(FAULTS).filter(isKind)

/** How the server is made to misbehave. */
export const faultRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/admin/faults',
    summary: 'Lists the faults that can still strike.',
    run: (sandbox) => sandbox.faults.list(),
  },
  {
    method: 'POST',
    path: '/admin/faults',
    summary:
      'Sets a fault: {"kind":"refuse_ack","code":463,"sender":"...","recipient":"...","waMessageId":"...","times":1}; ' +
      `kinds: ${KINDS.join(', ')}.`,
    run(sandbox, request) {
      const body = request.json()
      const kind = requiredWord(body, 'kind', KINDS)
      FAULTS[kind](sandbox, body)
      return { kind }
    },
  },
  {
    method: 'DELETE',
    path: '/admin/faults',
    summary: 'Takes every fault back.',
    run(sandbox) {
      sandbox.faults.clear()
      return { faults: sandbox.faults.list() }
    },
  },
]

function isKind(word: string): word is keyof typeof FAULTS {
  return Object.hasOwn(FAULTS, word)
}

function matchOf(body: Body): FaultMatch {
  return {
    sender: optionalText(body, 'sender'),
    recipient: optionalText(body, 'recipient'),
    waMessageId: optionalText(body, 'waMessageId'),
    ...timesOf(body),
  }
}

function timesOf({ times }: Body): Pick<FaultMatch, 'times'> {
  if (times === undefined) return {}
  if (times === 'always') return { times }
  if (typeof times === 'number' && Number.isInteger(times) && times > 0) return { times }
  throw badRequest('"times" is a whole number from 1, or "always".')
}
