import { newMessageId } from '../messages/message-id.ts'
import type { Person } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import { element, SERVICE } from '../server/iq-stanza.ts'
import type { Registration } from './registration.ts'

// A guess: only the name of the notification is known. What stands in it, and what a client answers, is not.
const PROLOGUE = 'passkey_prologue_request'

/** Ends a link at the demand for a passkey, if the phone's account is one that needs it. A guess. */
export function demandPasskeyOf(person: Person, registration: Registration): void {
  if (!person.demandsPasskey) return
  const attrs = { from: SERVICE, type: PROLOGUE, id: newMessageId(), t: String(Math.floor(Date.now() / 1000)) }
  registration.send(element('notification', [element(PROLOGUE)], attrs))
  throw new SandboxError('passkey_demanded', 'WhatsApp demands a passkey for this account: not linked.')
}
