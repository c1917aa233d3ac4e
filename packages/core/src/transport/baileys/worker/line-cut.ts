import type { WASocket } from '@whiskeysockets/baileys'

/** How long a closing handshake may take. */
const closeMs = 3_000
/** How long it may take once the server has said its last word. */
const lastWordMs = 500

/** Cuts the TCP connection; the client has no public way to. */
export const cut = (socket: WASocket): void => {
  const inner: unknown = Reflect.get(socket.ws, 'socket')
  if (typeof inner === 'object' && inner !== null && 'terminate' in inner && typeof inner.terminate === 'function') {
    inner.terminate()
  }
}

/** Bounds the client's wait for the other side's goodbye, half a minute of which would pass before anybody hears of the end. */
export const boundClosing = (socket: WASocket): void => {
  const { ws } = socket
  const close = ws.close.bind(ws)
  let patienceMs = closeMs
  for (const lastWord of ['CB:stream:error', 'CB:failure']) {
    ws.prependListener(lastWord, () => {
      patienceMs = lastWordMs
    })
  }
  ws.close = async () => {
    const timer = setTimeout(() => cut(socket), patienceMs)
    try {
      await close()
    } finally {
      clearTimeout(timer)
    }
  }
}
