import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { ConnectionEvent } from '../../transport.ts'
import { toAckEvent } from './acknowledgement.ts'
import type { Log } from './host-link.ts'
import { toInboundEvent } from './inbound.ts'
import { userOf } from './jid.ts'
import { toReceiptEvent } from './receipt.ts'
import { toRestrictionNotice } from './restriction-notice.ts'

/** What the engine does about a line's news. */
export interface LineListeners {
  emit(event: ConnectionEvent): void
  /** The credentials changed. */
  onCreds(): void
  /** A phone accepted the link; the changed credentials are known already. */
  onLinked(): void
  onFirstQr(): void
  readonly qrTimeoutMs: number | undefined
  readonly log: Log
  readonly instanceId: number
}

const firstQrMs = 60_000
const laterQrMs = 20_000

/** Listens to a line and tells its news in our own words. Acks and receipts are read as they come from the server. */
export const listenToLine = (socket: WASocket, listeners: LineListeners): void => {
  const { emit, log, instanceId } = listeners
  const me = () => socket.authState.creds.me
  let shownQrs = 0
  let isOpen = false
  let isCaughtUp = false
  let hasToldCaughtUp = false

  const showQr = (qr: string) => {
    const lifeMs = listeners.qrTimeoutMs ?? (shownQrs === 0 ? firstQrMs : laterQrMs)
    shownQrs += 1
    emit({ type: 'qr', qr, lifeMs })
    if (shownQrs === 1) listeners.onFirstQr()
  }

  const tellCaughtUp = () => {
    if (!isOpen || !isCaughtUp || hasToldCaughtUp) return
    hasToldCaughtUp = true
    socket.ev.flush()
    emit({ type: 'caught_up' })
  }

  socket.ev.on('creds.update', listeners.onCreds)

  socket.ev.on('connection.update', (update) => {
    if (update.qr !== undefined) showQr(update.qr)
    if (update.isNewLogin === true) listeners.onLinked()
    if (update.receivedPendingNotifications === true) isCaughtUp = true
    if (update.connection === 'open') {
      isOpen = true
      emit({ type: 'open', phone: userOf(me()?.id ?? '') })
    }
    tellCaughtUp()
  })

  socket.ws.on('CB:ack,class:message', (node: BinaryNode) => {
    const event = toAckEvent(node, Date.now())
    if (event !== null) emit(event)
  })

  socket.ws.on('CB:receipt', (node: BinaryNode) => {
    const event = toReceiptEvent(node, [me()?.id, me()?.lid], Date.now())
    if (event !== null) emit(event)
  })

  socket.ws.on('CB:notification', (node: BinaryNode) => {
    const restriction = toRestrictionNotice(node)
    if (restriction !== undefined) emit({ type: 'restriction', restriction })
  })

  socket.ev.on('messages.upsert', ({ messages }) => {
    for (const message of messages) {
      toInboundEvent(message, (lid) => socket.signalRepository.lidMapping.getPNForLID(lid), Date.now())
        .then((event) => {
          if (event !== null) emit(event)
        })
        .catch((error: unknown) => {
          const facts = { instanceId, error: error instanceof Error ? error.name : typeof error }
          log('warn', facts, 'an incoming message could not be told')
        })
    }
  })
}
