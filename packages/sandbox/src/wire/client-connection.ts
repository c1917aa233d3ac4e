import type { RawData, WebSocket } from 'ws'
import { createFrameStream, encodeFrame, INTRO } from './frame-stream.ts'
import type { FinishedHandshake } from './noise-responder.ts'
import { createNoiseResponder } from './noise-responder.ts'
import { proto } from './schema.ts'
import type { ServerIdentity } from './server-identity.ts'
import type { Stanza } from './stanza.ts'
import { decodeStanza, encodeStanza } from './stanza-codec.ts'

/** The first encrypted words of a client: a registration or a login. */
export type ClientPayload = proto.IClientPayload

/** Who a client says it is once the Noise handshake is complete. */
export interface ClientLogin {
  /** The raw public Noise key; it identifies the device at every later login. */
  readonly staticKey: Buffer
  readonly payload: ClientPayload
}

/** One client on one WebSocket, from its first byte on. */
export interface ClientConnection {
  /** Resolves when the handshake is complete; rejects when it is invalid or the line drops first. Never goes unhandled. */
  readonly login: Promise<ClientLogin>
  readonly isOpen: boolean
  /** Encrypts and writes a stanza; does nothing on a closed line, throws before the handshake is complete. */
  send(stanza: Stanza): void
  /** Names the one listener for stanzas; those that came before are handed to it at once, in order. */
  onStanza(listener: (stanza: Stanza) => void): void
  /** Adds a listener for the end of the line; called at once when it has already ended. */
  onClose(listener: () => void): void
  /** Writes a WebSocket message as it is, past framing and encryption: garbage, for faults. */
  sendRaw(bytes: Uint8Array): void
  /** Leaves the WebSocket open, reads nothing more from it and writes nothing more to it. */
  silence(): void
  /** Closes the WebSocket cleanly; what the client still sends is not read. */
  close(): void
  /** Cuts the line without a word; what the client still sends is not read. */
  terminate(): void
}

type Stage =
  | { readonly name: 'hello' }
  | { readonly name: 'finish' }
  | { readonly name: 'transport'; readonly ciphers: FinishedHandshake }

/**
 * Serves the wire of a client that has opened a WebSocket: framing, Noise, binary XML.
 *
 * A frame that is invalid in any of these cuts the line, as WhatsApp does; it never throws.
 */
export function acceptClient(socket: WebSocket, identity: ServerIdentity): ClientConnection {
  const frames = createFrameStream()
  const noise = createNoiseResponder(INTRO, identity)
  const login = createLogin()
  const closeListeners: (() => void)[] = []
  let stage: Stage = { name: 'hello' }
  let unheard: Stanza[] = []
  let listener: ((stanza: Stanza) => void) | undefined
  // Set by close() and terminate(): bytes already on their way must not be handled after the decision to end.
  let isReading = true
  let isSilent = false

  function guarded<T>(step: () => T): T | undefined {
    try {
      return step()
    } catch (error) {
      login.reject(error)
      terminate()
      return undefined
    }
  }

  function readFrame(frame: Buffer): Stanza | undefined {
    switch (stage.name) {
      case 'hello':
        socket.send(encodeFrame(noise.answerHello(frame)))
        stage = { name: 'finish' }
        return undefined
      case 'finish': {
        const ciphers = noise.finish(frame)
        const payload = proto.ClientPayload.decode(ciphers.payload)
        stage = { name: 'transport', ciphers }
        login.resolve({ staticKey: ciphers.clientStaticKey, payload })
        return undefined
      }
      case 'transport':
        return decodeStanza(stage.ciphers.fromClient.open(frame))
    }
  }

  function deliver(stanza: Stanza): void {
    if (listener === undefined) unheard.push(stanza)
    else listener(stanza)
  }

  function terminate(): void {
    isReading = false
    socket.terminate()
  }

  socket.on('message', (data, isBinary) => {
    if (!isReading) return
    const received = guarded(() => frames.push(binary(data, isBinary)))
    for (const frame of received ?? []) {
      const stanza = guarded(() => readFrame(frame))
      if (stanza !== undefined) deliver(stanza)
      if (!isReading) return
    }
  })
  // A broken WebSocket reports itself here and then closes; unheard, the report would end the process.
  socket.on('error', terminate)
  socket.once('close', () => {
    isReading = false
    login.reject(new Error('The line dropped before the handshake was complete.'))
    for (const onClose of closeListeners) onClose()
  })

  return {
    login: login.promise,
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
    send(stanza) {
      if (isSilent || socket.readyState !== socket.OPEN) return
      if (stage.name !== 'transport') throw new Error('A stanza cannot be sent before the handshake is complete.')
      socket.send(encodeFrame(stage.ciphers.toClient.seal(encodeStanza(stanza))))
    },
    onStanza(next) {
      listener = next
      const waiting = unheard
      unheard = []
      for (const stanza of waiting) next(stanza)
    },
    onClose(next) {
      if (socket.readyState === socket.CLOSED) next()
      else closeListeners.push(next)
    },
    sendRaw(bytes) {
      if (!isSilent && socket.readyState === socket.OPEN) socket.send(bytes)
    },
    silence() {
      isSilent = true
      isReading = false
      socket.pause() // also keeps WebSocket pings and closes of the client unanswered
    },
    close() {
      // Nobody answers a clean close on a silent line.
      if (isSilent) return terminate()
      isReading = false
      socket.close()
    },
    terminate,
  }
}

function createLogin(): {
  readonly promise: Promise<ClientLogin>
  readonly resolve: (login: ClientLogin) => void
  readonly reject: (reason: unknown) => void
} {
  let resolve: (login: ClientLogin) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<ClientLogin>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  // A caller may not be waiting yet when the line drops; the rejection stays for it without being unhandled meanwhile.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

function binary(data: RawData, isBinary: boolean): Uint8Array {
  if (!isBinary) throw new Error('The client sent a text message.')
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
