import type { FailureAttributes, StreamErrorCode } from '../faults/fault.ts'
import type { Stanza } from '../wire/stanza.ts'

const UNLINKED = 401
const REPLACED = 440

/** The last words of the server on a line. 440 is what clients call an eviction, which carries no code on the wire. */
export function streamError(code: StreamErrorCode): Stanza {
  if (code === 'replaced' || code === REPLACED) {
    return { tag: 'stream:error', attrs: {}, content: [{ tag: 'conflict', attrs: { type: 'replaced' } }] }
  }
  const attrs = { code: String(code) }
  if (code !== UNLINKED) return { tag: 'stream:error', attrs }
  return { tag: 'stream:error', attrs, content: [{ tag: 'conflict', attrs: { type: 'device_removed' } }] }
}

/** The answer to a login that is not let in. */
export function loginFailure(code: number, attributes: FailureAttributes = {}): Stanza {
  return { tag: 'failure', attrs: { reason: String(code), location: 'sandbox', ...attributes } }
}
