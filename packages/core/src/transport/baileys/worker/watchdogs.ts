import type { WASocket } from '@whiskeysockets/baileys'
import type { Clock } from '../../../clock.ts'

const connectMs = 60_000

type Stop = () => void

/** Tells when a line shows neither a QR code nor a login in time. */
export const watchConnecting = (socket: WASocket, onStuck: (detail: string) => void): Stop => {
  const timer = setTimeout(() => onStuck('no QR code and no login in time'), connectMs)
  const stop = () => clearTimeout(timer)
  socket.ev.on('connection.update', ({ connection, qr }) => {
    if (qr !== undefined || connection === 'open') stop()
  })
  return stop
}

/** What a line says of the frames that arrive on it. */
interface FrameSource {
  readonly ws: { on(event: 'frame', listener: () => void): unknown }
}

/** Tells when nothing has arrived for so long that the line must be dead, whatever the socket says. */
export const watchSilence = (socket: FrameSource, { keepAliveMs, clock, onSilent }: SilenceWatch): Stop => {
  const silenceMs = keepAliveMs * 1.5
  const lookEveryMs = keepAliveMs / 8
  let lastFrameAt = clock.elapsed()
  let lastLookAt = lastFrameAt
  let cancelLook: Stop = () => undefined
  socket.ws.on('frame', () => {
    lastFrameAt = clock.elapsed()
  })
  const look = () => {
    const now = clock.elapsed()
    // This thread itself was away: what arrived meanwhile has not been read yet.
    const wasAway = now - lastLookAt > lookEveryMs * 3
    lastLookAt = now
    if (wasAway || now - lastFrameAt <= silenceMs) lookAgain()
    else onSilent('the line was silent for too long')
  }
  const lookAgain = () => {
    cancelLook = clock.after(lookEveryMs, look)
  }
  lookAgain()
  return () => cancelLook()
}

/** How a silent line is found out. */
export interface SilenceWatch {
  /** How often the line is asked for a sign of life; half as long again may pass without any. */
  readonly keepAliveMs: number
  readonly clock: Clock
  readonly onSilent: (detail: string) => void
}
