import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'

/** How deep in a stanza the word is looked for. */
const depth = 4

/**
 * Tells when the server asks for a passkey. A guess: the demand is known by its name alone, so any stanza that has the
 * word in a tag or an attribute counts. No line that links carries anybody's text.
 */
export const watchPasskeyDemand = (socket: WASocket, onDemand: () => void): void => {
  socket.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if (!(frame instanceof Uint8Array) && namesPasskey(frame)) onDemand()
  })
}

/** Tells whether a stanza speaks of a passkey. */
export const namesPasskey = (node: BinaryNode, levels: number = depth): boolean => {
  const words = [node.tag, ...Object.entries(node.attrs ?? {}).flat()]
  if (words.some((word) => /passkey/i.test(String(word)))) return true
  return levels > 0 && Array.isArray(node.content) && node.content.some((child) => namesPasskey(child, levels - 1))
}
