import type { AccountScope, Khabeer } from '../facade.ts'
import type { Actor } from './authorize.ts'
import type { ApiRequest } from './exchange.ts'
import type { RouteContext } from './route-context.ts'

/** A request that is let in, and who asks: an account's actor, or null for an admin and where nobody is asked. */
export interface AskedFacts {
  readonly core: Khabeer
  readonly request: ApiRequest
  readonly actor: Actor | null
  readonly isAdmin: boolean
  now(): number
}

/** What a request brought, unchecked. */
export interface AskedInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** A request's context as it came. A class for the reason that `CheckedContext` is one. */
export class AskedContext implements RouteContext {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly #facts: AskedFacts

  constructor(facts: AskedFacts, { params, query, body }: AskedInput) {
    this.#facts = facts
    this.params = params
    this.query = query
    this.body = body
  }

  get account(): AccountScope {
    const { accountId, instanceIds } = this.actor
    return this.#facts.core.account(accountId, { instanceIds })
  }

  get actor(): Actor {
    const { actor } = this.#facts
    if (actor === null) throw new Error('Nobody acts on a public route.')
    return actor
  }

  get core(): Khabeer {
    return this.#facts.core
  }

  get prefix(): string {
    return this.#facts.request.prefix
  }

  get headers(): ApiRequest['headers'] {
    return this.#facts.request.headers
  }

  get isAdmin(): boolean {
    return this.#facts.isAdmin
  }

  get signal(): AbortSignal {
    return this.#facts.request.signal
  }

  /** A function by itself: routes take it out of the context. */
  get now(): () => number {
    return this.#facts.now
  }
}
