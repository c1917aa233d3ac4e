import type { IncomingMessage } from 'node:http'

/**
 * Lets the rest of a body that nobody read run off, on node's own server: an answer on a connection that still receives
 * can be lost to a reset, and waiting for ever would let a slow client hold it. Resolves to whether all of it came.
 */
export const untilReceived = (request: IncomingMessage, timeoutMs: number): Promise<boolean> =>
  isReceived(request) ? Promise.resolve(true) : runOff(request, timeoutMs)

// A request that is injected by a test has an end, and nothing that completes it.
const isReceived = (request: IncomingMessage): boolean => request.complete || request.readableEnded

const runOff = (request: IncomingMessage, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = () => {
      clearTimeout(deadline)
      request.off('end', settle).off('close', settle)
      resolve(isReceived(request))
    }
    const deadline = setTimeout(settle, timeoutMs)
    request.on('end', settle).on('close', settle).resume()
  })
