import { randomBytes } from 'node:crypto'
import type { Topic } from '../events.ts'
import { createTopic } from '../events.ts'
import type { CodeRequest, Registration } from './registration.ts'

/** The refs and codes by which a phone finds the client that waits for it. */
export interface PairingOffers {
  /** Issues refs; each is valid until its moment, or as long as the line when there is none. */
  issueRefs(registration: Registration, expiries: readonly (number | null)[]): readonly string[]
  /** Finds who owns a ref, however old it is. */
  ownerOf(ref: string): { readonly registration: Registration; readonly expiresAt: number | null } | undefined
  addCodeRequest(request: CodeRequest): void
  /** The latest request for a number. */
  codeRequestFor(number: string): CodeRequest | undefined
  readonly onCodeRequest: Topic<void>
  /** Takes a request away: a code can be typed once. */
  withdrawCode(request: CodeRequest): void
  /** Forgets all that a client waits for. */
  withdraw(registration: Registration): void
}

/** Creates the empty board of offers. */
export function createPairingOffers(): PairingOffers {
  const refs = new Map<string, { readonly registration: Registration; readonly expiresAt: number | null }>()
  const codes = new Map<string, CodeRequest>()
  const onCodeRequest = createTopic<void>()

  return {
    onCodeRequest,
    issueRefs: (registration, expiries) =>
      expiries.map((expiresAt) => {
        const ref = `2@${randomBytes(48).toString('base64')}`
        refs.set(ref, { registration, expiresAt })
        return ref
      }),
    ownerOf: (ref) => refs.get(ref),
    addCodeRequest(request) {
      codes.set(request.number, request)
      onCodeRequest.emit()
    },
    codeRequestFor: (number) => codes.get(number),
    withdrawCode(request) {
      if (codes.get(request.number) === request) codes.delete(request.number)
    },
    withdraw(registration) {
      for (const [ref, { registration: owner, expiresAt }] of refs) {
        // One that is too old stays, so that whoever scans it hears why it does not work.
        const isExpired = expiresAt !== null && Date.now() > expiresAt
        if (owner === registration && !isExpired) refs.delete(ref)
      }
      for (const [number, request] of codes) if (request.registration === registration) codes.delete(number)
    },
  }
}
