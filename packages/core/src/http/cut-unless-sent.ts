import type { ServerResponse } from 'node:http'

/**
 * Breaks the connection off, on node's own server, when an answer that was ended has not left within a time: its client
 * takes nothing, and a server that is closed would wait for it for ever.
 */
export const cutUnlessSent = (response: ServerResponse, timeoutMs: number): void => {
  if (response.writableFinished || response.destroyed) return
  const deadline = setTimeout(() => response.destroy(), timeoutMs)
  const settle = () => clearTimeout(deadline)
  response.once('finish', settle).once('close', settle)
}
