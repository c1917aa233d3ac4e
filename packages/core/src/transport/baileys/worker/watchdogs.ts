import type { WASocket } from '@whiskeysockets/baileys'

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

/** Tells when nothing has arrived for so long that the line must be dead, whatever the socket says. */
export const watchSilence = (socket: WASocket, keepAliveMs: number, onSilent: (detail: string) => void): Stop => {
  const silenceMs = keepAliveMs * 1.5
  const lookEveryMs = keepAliveMs / 8
  let lastFrameAt = performance.now()
  let lastLookAt = lastFrameAt
  socket.ws.on('frame', () => {
    lastFrameAt = performance.now()
  })
  const timer = setInterval(() => {
    const now = performance.now()
    // This thread itself was away: what arrived meanwhile has not been read yet.
    const wasAway = now - lastLookAt > lookEveryMs * 3
    lastLookAt = now
    if (wasAway || now - lastFrameAt <= silenceMs) return
    clearInterval(timer)
    onSilent('the line was silent for too long')
  }, lookEveryMs)
  return () => clearInterval(timer)
}
