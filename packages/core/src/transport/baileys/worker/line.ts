import type { UserFacingSocketConfig, WASocket } from '@whiskeysockets/baileys'
import { makeWASocket } from '@whiskeysockets/baileys'
import { hardenSocket } from './harden-socket.ts'
import type { Log } from './host-link.ts'
import { silenceSocket } from './silence-socket.ts'
import { watchConnecting, watchSilence } from './watchdogs.ts'

/** One socket of the client: it connects once and ends once. */
export interface Line {
  readonly socket: WASocket
  /** Resolves with the client's error once the socket has ended; nothing comes after it. */
  readonly ended: Promise<unknown>
  /** Delivers what was received, closes the socket, and cuts it when the other side does not answer. */
  end(): Promise<void>
}

/** What a line needs beside the client's configuration. */
export interface LineOptions {
  readonly config: UserFacingSocketConfig
  readonly instanceId: number
  readonly log: Log
  /** Whether anything may leave now. */
  readonly maySpeak: () => boolean
  /** Called when the line may say nothing any more, or shows no sign of life: neither connected in time, nor any frame for too long. */
  readonly onStuck: (detail: string) => void
}

/** How long a closing handshake may take. */
const closeMs = 3_000

/** Opens a line; the caller attaches its listeners in the same turn, before anything can arrive. */
export const openLine = ({ config, instanceId, log, maySpeak, onStuck }: LineOptions): Line => {
  const socket = makeWASocket(config)
  hardenSocket(socket, log, instanceId)
  silenceSocket(socket, maySpeak, () => {
    terminate(socket)
    onStuck('its time to speak was over')
  })
  const stopWatching = [watchConnecting(socket, onStuck), watchSilence(socket, onStuck)]

  const ended = new Promise<unknown>((resolve) => {
    socket.ev.on('connection.update', ({ connection, lastDisconnect }) => {
      if (connection !== 'close') return
      for (const stop of stopWatching) stop()
      resolve(lastDisconnect?.error)
    })
  })

  const end = async () => {
    // The client drops what it has acknowledged but not yet told.
    socket.ev.flush()
    const cut = setTimeout(() => terminate(socket), closeMs)
    await socket.end(undefined)
    await ended
    clearTimeout(cut)
  }

  return { socket, ended, end }
}

/** Cuts the TCP connection; the client has no public way to. */
const terminate = (socket: WASocket) => {
  const inner: unknown = Reflect.get(socket.ws, 'socket')
  if (typeof inner === 'object' && inner !== null && 'terminate' in inner && typeof inner.terminate === 'function') {
    inner.terminate()
  }
}
