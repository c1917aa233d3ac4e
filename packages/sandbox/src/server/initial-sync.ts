import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { newMessageId } from '../messages/message-id.ts'
import { sealForCompanion } from '../messages/seal.ts'
import type { Companion } from '../people/companion.ts'
import { deliver } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { lidJid, pnJid } from '../people/person.ts'
import { proto } from '../wire/schema.ts'
import type { Network } from './network.ts'
import { unixNow } from './network.ts'

/**
 * Sends what a phone sends to a client that it has linked: a key for its settings, and a history.
 *
 * Without them a new client holds all of its events back for 20 seconds.
 */
export async function sendInitialSync(network: Network, companion: Companion): Promise<void> {
  if (companion.initialSync !== 'due') return
  companion.initialSync = 'sent'
  await sendPeerMessage(network, companion, keyShare())
  await sendPeerMessage(network, companion, history(companion.owner))
}

async function sendPeerMessage(network: Network, companion: Companion, message: proto.IMessage): Promise<void> {
  const { owner } = companion
  const enc = await sealForCompanion(owner, companion, Buffer.from(proto.Message.encode(message).finish()))
  deliver(companion, {
    tag: 'message',
    attrs: {
      from: pnJid(owner),
      id: newMessageId(),
      t: unixNow(network),
      type: 'text',
      category: 'peer',
      notify: owner.pushName,
      peer_recipient_lid: lidJid(owner, companion.deviceId),
    },
    content: [enc],
  })
}

function keyShare(): proto.IMessage {
  return {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE,
      appStateSyncKeyShare: {
        keys: [
          {
            keyId: { keyId: randomBytes(6) },
            keyData: {
              keyData: randomBytes(32),
              fingerprint: { rawId: 1, currentIndex: 1, deviceIndexes: [0, 1] },
              timestamp: Date.now(),
            },
          },
        ],
      },
    },
  }
}

function history(owner: Person): proto.IMessage {
  const sync = proto.HistorySync.encode({
    syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
    progress: 100,
    pushnames: [{ id: pnJid(owner), pushname: owner.pushName }],
    phoneNumberToLidMappings: [{ pnJid: pnJid(owner), lidJid: lidJid(owner) }],
  }).finish()
  return {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
        chunkOrder: 1,
        progress: 100,
        initialHistBootstrapInlinePayload: deflateSync(sync),
      },
    },
  }
}
