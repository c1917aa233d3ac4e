import type { WASocket } from '@whiskeysockets/baileys'

const connectMs = 60_000
const silenceMs = 90_000
const lookEveryMs = 15_000

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

/** Tells when nothing has arrived for so long that the line must be dead, whatever the socket says. */
export const watchSilence = (socket: WASocket, onStuck: (detail: string) => void): Stop => {
  let lastFrameAt = Date.now()
  socket.ws.on('frame', () => {
    lastFrameAt = Date.now()
  })
  const timer = setInterval(() => {
    if (Date.now() - lastFrameAt <= silenceMs) return
    clearInterval(timer)
    onStuck('the line was silent for too long')
  }, lookEveryMs)
  return () => clearInterval(timer)
}
