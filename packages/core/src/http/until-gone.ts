import type { ServerResponse } from 'node:http'

/** Gives a signal that is aborted when a client of node's server goes away before it is answered. */
export const untilGone = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController()
  const abortUnlessAnswered = () => {
    if (!response.writableFinished) gone.abort()
  }
  if (response.destroyed) abortUnlessAnswered()
  else response.once('close', abortUnlessAnswered)
  return gone.signal
}
