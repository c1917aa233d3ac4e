import { randomBytes } from 'node:crypto'
import type { LineEnd } from '../ledger/connections.ts'
import type { CodeRequest, Registration, RegistrationKeys } from '../pairing/registration.ts'
import { toRegistrationKeys } from '../pairing/registration.ts'
import { isNumber } from '../people/number.ts'
import { SandboxError } from '../sandbox-error.ts'
import { leaf } from '../signal/key-stanzas.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child, childrenOf } from '../wire/stanza.ts'
import { element, errorText, iqError, iqResult, SERVICE } from './iq-stanza.ts'
import type { NamedLogin } from './named-login.ts'
import type { Network } from './network.ts'
import { loginFailure, streamError } from './stream-error.ts'

interface Asked {
  resolve(answer: Stanza): void
  reject(error: Error): void
}

/** Serves a client that has no account yet: offers refs, passes pairing codes on, and links it when a phone says so. */
export function serveRegistration(network: Network, connection: ClientConnection, login: NamedLogin): void {
  const record = network.ledger.openConnection({
    clientName: login.clientName,
    kind: 'registration',
    number: null,
    deviceId: null,
    openedAt: network.clock.now(),
    activeAt: null,
    closedAt: null,
    end: null,
    code: null,
  })
  const asked = new Map<string, Asked>()
  const finishes = new Map<string, Asked>()
  let end: LineEnd = 'client'
  let lastId = 0

  const endWith = (words: Stanza, reason: LineEnd) => {
    end = reason
    connection.send(words)
    connection.close()
  }

  const keys = toRegistrationKeys(login.payload, login.staticKey)
  if (!keys) {
    endWith(loginFailure(400), 'refused')
    record.update({ closedAt: network.clock.now(), end, code: 400 })
    return
  }
  const registration = createRegistration(keys)
  const stopClock = offerRefs()
  connection.onStanza(hear)
  connection.onClose(() => {
    stopClock()
    network.offers.withdraw(registration)
    const gone = new SandboxError('line_closed', 'The client left before it was linked.')
    for (const waiting of [...asked.values(), ...finishes.values()]) waiting.reject(gone)
    record.update({ closedAt: network.clock.now(), end })
  })

  function createRegistration(known: RegistrationKeys): Registration {
    return {
      ...known,
      ask(iq) {
        const id = `sandbox-${++lastId}`
        return new Promise((resolve, reject) => {
          asked.set(id, { resolve, reject })
          connection.send({ ...iq, attrs: { ...iq.attrs, id } })
        })
      },
      send: (stanza) => connection.send(stanza),
      restart(number, deviceId) {
        record.update({ number, deviceId })
        endWith(streamError(515), 'paired')
      },
      refuse: () => endWith(streamError(401), 'refused'),
    }
  }

  function offerRefs(): () => void {
    const { qrRefs, qrLifeMs } = network.options
    const now = Date.now()
    const expiries = Array.from({ length: qrRefs }, (_, index) =>
      qrLifeMs === null ? null : now + qrLifeMs * (index + 1),
    )
    const refs = network.offers.issueRefs(registration, expiries).map((ref) => leaf('ref', ref))
    registration.ask(pairDevice(refs)).catch(() => undefined) // only its absence would matter, and the line shows that
    if (qrLifeMs === null) return () => undefined
    return network.timers.after(qrLifeMs * qrRefs, () => endWith({ tag: 'xmlstreamend', attrs: {} }, 'refused'))
  }

  function hear(stanza: Stanza): void {
    if (stanza.tag !== 'iq') return
    const { type, id = '' } = stanza.attrs
    if (type === 'result' || type === 'error') {
      asked.get(id)?.resolve(stanza)
      asked.delete(id)
      return
    }
    const first = childrenOf(stanza)[0]
    network.ledger.addIq({ number: null, xmlns: stanza.attrs.xmlns ?? '', type: type ?? '', child: first?.tag ?? '' })
    connection.send(answerOf(stanza))
  }

  function answerOf(iq: Stanza): Stanza {
    const part = child(iq, 'link_code_companion_reg')
    if (part?.attrs.stage === 'companion_hello') return helloAnswer(iq, part)
    if (part?.attrs.stage === 'companion_finish') return finishAnswer(iq, part)
    return iqError(iq, 501, 'feature-not-implemented')
  }

  function helloAnswer(iq: Stanza, hello: Stanza): Stanza {
    const number = (hello.attrs.jid ?? '').replace(/@.*$/, '')
    const wrapped = child(hello, 'link_code_pairing_wrapped_companion_ephemeral_pub')
    if (!isNumber(number) || !wrapped || bytesOf(wrapped).length !== 80) return iqError(iq, 400, 'bad-request')
    const fault = network.faults.take(['refuse_pairing_code'], { sender: number })
    if (fault) return iqError(iq, fault.code, errorText(fault.code))
    const ref = Buffer.from(randomBytes(12).toString('base64'))
    const finish = new Promise<Stanza>((resolve, reject) => {
      finishes.set(ref.toString(), { resolve, reject })
    })
    finish.catch(() => undefined) // nobody may be typing the code; who does hears of it
    const request: CodeRequest = { registration, number, ref, wrappedEphemeralKey: bytesOf(wrapped), finish }
    network.offers.addCodeRequest(request)
    const content = [leaf('link_code_pairing_ref', ref)]
    return iqResult(iq, [element('link_code_companion_reg', content, { stage: 'companion_hello' })])
  }

  function finishAnswer(iq: Stanza, finish: Stanza): Stanza {
    const ref = child(finish, 'link_code_pairing_ref')
    const waiting = finishes.get(ref ? bytesOf(ref).toString() : '')
    if (!waiting) return iqError(iq, 404, 'item-not-found')
    waiting.resolve(iq)
    return iqResult(iq)
  }
}

function pairDevice(refs: readonly Stanza[]): Stanza {
  return element('iq', [element('pair-device', refs)], { from: SERVICE, type: 'set', xmlns: 'md' })
}
