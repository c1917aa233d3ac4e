import type { InstanceStore } from './instance-store.ts'
import type { Lease } from './lease.ts'
import type { MessageStore } from './message-store.ts'
import type { RecipientStore } from './recipient-store.ts'
import type { Storage } from './storage.ts'

/** The verbs for whoever owns a number. */
type OwnersVerb<Store> = {
  [Verb in keyof Store]: Store[Verb] extends (lease: infer First, ...rest: never[]) => unknown
    ? First extends Lease
      ? Verb
      : never
    : never
}[keyof Store]

/** What the calls of an account need of a storage: no verb of an owner's, and none that knows no account. */
export interface AccountStorage extends Pick<Storage, 'usage' | 'signals'> {
  readonly messages: Omit<MessageStore, OwnersVerb<MessageStore> | 'expire' | 'built'>
  readonly instances: Omit<InstanceStore, OwnersVerb<InstanceStore> | 'find' | 'shownCodes'>
  readonly recipients: Pick<RecipientStore, 'list' | 'wantLookups'>
}
