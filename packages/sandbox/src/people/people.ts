import { SandboxError } from '../sandbox-error.ts'
import type { Jid } from '../wire/jid.ts'
import { isNumber } from './number.ts'
import type { Person, ReceiptBehaviour } from './person.ts'
import { createPerson, LID_SERVER, PN_SERVER } from './person.ts'

/** Everybody the server knows. */
export interface People {
  /** Finds or creates someone, also by another form of the number; a test that names a number means that it exists. */
  get(number: string): Person
  /** Lets another form of someone's number lead to that person; throws when it is somebody's own number. */
  addForm(person: Person, form: string): void
  /** Finds someone by number as a client may: null when not on WhatsApp. */
  lookUp(number: string): Person | null
  /** Finds whom an address means; null when nobody, or not on WhatsApp. */
  find(jid: Jid): Person | null
  all(): readonly Person[]
}

/** What the people of a sandbox start with. */
export interface PeopleOptions {
  readonly receipts: ReceiptBehaviour
  /** Whether a number that no test has named is on WhatsApp. */
  readonly unknownNumbers: 'exist' | 'missing'
}

/** Creates an empty world. */
export function createPeople(options: PeopleOptions): People {
  const byNumber = new Map<string, Person>()
  const byLid = new Map<string, Person>()
  const byForm = new Map<string, Person>()

  function get(number: string): Person {
    const known = byForm.get(number) ?? byNumber.get(number)
    if (known) return known
    let person = createPerson(number, options.receipts)
    while (byLid.has(person.lid)) person = createPerson(number, options.receipts)
    byNumber.set(number, person)
    byLid.set(person.lid, person)
    return person
  }

  function lookUp(number: string): Person | null {
    const known = byForm.get(number) ?? byNumber.get(number)
    if (known) return known.isOnWhatsApp ? known : null
    return options.unknownNumbers === 'exist' && isNumber(number) ? get(number) : null
  }

  return {
    get,
    addForm(person, form) {
      if (byNumber.has(form)) {
        throw new SandboxError(
          'number_taken',
          'This is a number of its own already; name the form before anybody uses it.',
        )
      }
      byForm.set(form, person)
    },
    lookUp,
    find({ user, server }) {
      // The directory knows both forms of a number; as an address there is one.
      if (server === PN_SERVER) return byForm.has(user) ? null : lookUp(user)
      const person = server === LID_SERVER ? byLid.get(user) : undefined
      return person?.isOnWhatsApp ? person : null
    },
    all: () => [...byNumber.values()],
  }
}
