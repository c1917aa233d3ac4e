import type { UserFacingSocketConfig, WASocket } from '@whiskeysockets/baileys'
import { makeWASocket } from '@whiskeysockets/baileys'
import { systemClock } from '../../../clock.ts'
import { hardenSocket } from './harden-socket.ts'
import { hidePresence } from './hide-presence.ts'
import type { Log } from './host-link.ts'
import { boundClosing, cut } from './line-cut.ts'
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
  readonly keepAliveMs: number
  /** Whether anything may leave now. */
  readonly maySpeak: () => boolean
  /** Called when the line may say nothing any more, or shows no sign of life: neither connected in time, nor any frame for too long. */
  readonly onStuck: (detail: string) => void
}

/** Opens a line; the caller attaches its listeners in the same turn, before anything can arrive. */
export const openLine = ({ config, instanceId, log, keepAliveMs, maySpeak, onStuck }: LineOptions): Line => {
  const socket = makeWASocket(config)
  hardenSocket(socket, log, instanceId)
  hidePresence(socket)
  boundClosing(socket)
  const cutFor = (detail: string) => {
    cut(socket)
    onStuck(detail)
  }
  silenceSocket(socket, maySpeak, () => cutFor('its time to speak was over'))
  const stopWatching = [
    watchConnecting(socket, onStuck),
    watchSilence(socket, { keepAliveMs, clock: systemClock(), onSilent: cutFor }),
  ]

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
    await socket.end(undefined)
    await ended
  }

  return { socket, ended, end }
}
