import type { LineEnd } from '../ledger/connections.ts'
import { handleClientMessage } from '../messages/client-message.ts'
import { handleClientReceipt } from '../messages/client-receipt.ts'
import type { Companion, CompanionLine } from '../people/companion.ts'
import { lidJid } from '../people/person.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import type { Stanza } from '../wire/stanza.ts'
import { childrenOf } from '../wire/stanza.ts'
import { flushBacklog } from './backlog.ts'
import { sendInitialSync } from './initial-sync.ts'
import { answerIq } from './iq/answer-iq.ts'
import { iqError } from './iq-stanza.ts'
import type { NamedLogin } from './named-login.ts'
import type { Network } from './network.ts'
import { unixNow } from './network.ts'
import { loginFailure, streamError } from './stream-error.ts'

/** Serves a client that says it is linked already: lets it in when its Noise key is the one of that device. */
export function serveLogin(network: Network, connection: ClientConnection, login: NamedLogin): void {
  const number = String(login.payload.username ?? '')
  const deviceId = login.payload.device ?? 0
  const record = network.ledger.openConnection({
    clientName: login.clientName,
    kind: 'login',
    number,
    deviceId,
    openedAt: network.clock.now(),
    activeAt: null,
    closedAt: null,
    end: null,
    code: null,
  })
  const companion = findCompanion(network, { number, deviceId, noiseKey: login.staticKey })
  const fault = network.faults.take(['refuse_login'], { sender: number })
  if (!companion || fault) {
    const code = fault?.code ?? 401
    connection.send(loginFailure(code, fault?.attributes))
    connection.close()
    record.update({ closedAt: network.clock.now(), end: 'refused', code })
    return
  }
  companion.line?.end(streamError('replaced'), 'replaced')

  let isActive = false
  let isOver = false
  let end: LineEnd = 'client'
  // Messages of one client are handled one after the other, as they were written.
  let work: Promise<unknown> = Promise.resolve()
  const line: CompanionLine = {
    id: record.id,
    get isActive() {
      return isActive && connection.isOpen
    },
    send: (stanza) => connection.send(stanza),
    sendRaw: (bytes) => connection.sendRaw(bytes),
    silence: () => connection.silence(),
    end(lastWords, reason) {
      end = reason
      connection.send(lastWords)
      connection.close()
      conclude()
    },
    cut() {
      end = 'cut'
      connection.terminate()
      conclude()
    },
  }
  companion.line = line
  connection.onClose(conclude)
  connection.onStanza(hear)
  connection.send({ tag: 'success', attrs: { t: unixNow(network), lid: lidJid(companion.owner, deviceId) } })

  /** A client that hangs keeps its socket open for long, but nobody listens to it from here on. */
  function conclude(): void {
    if (isOver) return
    isOver = true
    isActive = false
    if (companion?.line === line) companion.line = null
    record.update({ closedAt: network.clock.now(), end })
  }

  function activate(device: Companion): void {
    if (isActive) return
    isActive = true
    record.update({ activeAt: network.clock.now() })
    flushBacklog(device, line)
    void inTurn(() => sendInitialSync(network, device))
  }

  function inTurn(job: () => Promise<void>): Promise<void> {
    const turn = work.then(async () => {
      if (connection.isOpen) await job()
    })
    // A failure here is a fault of the sandbox itself: the client must not wait for an answer that never comes.
    work = turn.catch(() => connection.terminate())
    return turn.catch(() => undefined)
  }

  function hear(stanza: Stanza): void {
    if (!companion || !connection.isOpen) return
    if (stanza.tag === 'iq') hearIq(companion, stanza)
    if (stanza.tag === 'message') void inTurn(() => handleClientMessage(network, { companion, line }, stanza))
    if (stanza.tag === 'receipt') void inTurn(() => handleClientReceipt(network, { companion, line }, stanza))
    if (stanza.tag === 'presence') network.ledger.addPresence({ number, type: stanza.attrs.type ?? null })
    if (stanza.tag === 'ack') companion.outbox.settle(stanza)
  }

  function hearIq(device: Companion, iq: Stanza): void {
    const { type = '', xmlns = '' } = iq.attrs
    if (type !== 'get' && type !== 'set') return
    const first = childrenOf(iq)[0]
    network.ledger.addIq({ number, xmlns, type, child: first?.tag ?? '' })
    if (network.faults.take(['ignore_iq'], { sender: number, xmlns })) return
    const refusal = network.faults.take(['refuse_iq'], { sender: number, xmlns })
    if (refusal) {
      connection.send(iqError(iq, refusal.code, refusal.text))
      return
    }
    connection.send(answerIq(network, device, iq))
    if (xmlns === 'passive' && first?.tag === 'active') activate(device)
    if (first?.tag === 'remove-companion-device') {
      device.owner.companions.delete(device.deviceId)
      end = 'logged_out'
    }
  }
}

function findCompanion(
  network: Network,
  claim: { readonly number: string; readonly deviceId: number; readonly noiseKey: Buffer },
): Companion | undefined {
  const person = network.people.all().find((candidate) => candidate.number === claim.number)
  const companion = person?.companions.get(claim.deviceId)
  return companion?.noiseKey.equals(claim.noiseKey) ? companion : undefined
}
