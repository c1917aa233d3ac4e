import type { MessagePort } from 'node:worker_threads'
import { Curve, WA_CERT_DETAILS } from '@whiskeysockets/baileys'
import { TransportError } from '../../transport-error.ts'
import { toPlainError } from '../plain-error.ts'
import { maySpeak } from '../speaking-time.ts'
import type { CallValue, ConnectionCall, Outcome, ThreadSettings, ToHost, ToWorker } from '../thread-messages.ts'
import type { Engine } from './engine.ts'
import { startEngine } from './engine.ts'
import { endThread } from './floating-errors.ts'
import type { HostLink } from './host-link.ts'
import { createMemoryBook } from './instance-memory.ts'

/** Runs one engine per connection and serves what the host's thread asks. */
export const openEngineRoom = (port: MessagePort, link: HostLink, settings: ThreadSettings): void => {
  assertSignaturesAreChecked()
  trustRootKey(settings.whatsApp.rootKey)
  const engines = new Map<number, Engine>()
  const memories = createMemoryBook()
  const post = (message: ToHost) => port.postMessage(message)

  const connect = ({ connectionId, instanceId, mode, version, generation }: Extract<ToWorker, { type: 'connect' }>) => {
    const { whatsApp, speakingTime } = settings
    const engine = startEngine({
      instanceId,
      mode,
      version,
      host: link.forConnection(connectionId),
      memories,
      whatsApp,
      maySpeak: () => maySpeak(speakingTime, generation),
      log: link.log,
    })
    engines.set(connectionId, engine)
    engine.closed.then(() => engines.delete(connectionId)).catch(() => undefined)
  }

  const call = async (connectionId: number, request: ConnectionCall): Promise<CallValue> => {
    const engine = engines.get(connectionId)
    if (engine !== undefined) return engine.call(request)
    if (request.method === 'close') return null
    throw new TransportError('not_connected', 'The connection is closed.', { retryable: true })
  }

  const finish = async () => {
    const closing = [...engines.values()].map((engine) => engine.call({ method: 'close', reason: 'closed_by_us' }))
    await Promise.allSettled(closing)
    post({ type: 'finished' })
  }

  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'connect':
        return connect(message)
      case 'answer':
        return link.settle(message.id, message.outcome)
      case 'call':
        outcomeOf(call(message.connectionId, message.call))
          .then((outcome) => post({ type: 'return', id: message.id, outcome }))
          .catch((error: unknown) => endThread(link.log, error))
        return
      case 'forget':
        return memories.drop(message.instanceId)
      case 'finish':
        finish().catch((error: unknown) => endThread(link.log, error))
        return
      default:
        message satisfies never
    }
  })
}

const outcomeOf = (work: Promise<CallValue>): Promise<Outcome> =>
  work.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error: toPlainError(error) }),
  )

/** The patch of libsignal is what makes certificates mean something: without it, no line may open. */
const assertSignaturesAreChecked = () => {
  const { public: stranger } = Curve.generateKeyPair()
  if (Curve.verify(stranger, Buffer.from('khabeer'), Buffer.alloc(64, 1))) {
    throw new Error('The client accepts forged signatures.')
  }
}

const trustRootKey = (rootKey: Uint8Array | undefined) => {
  if (rootKey === undefined) return
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(rootKey)
}
