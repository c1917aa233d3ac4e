import type { RouteContext } from './route-context.ts'

/**
 * A request's context with what its route's schemas made of the input.
 *
 * A class, as `AskedContext` is: an object that is written with getters gets a hidden class of its own. With those of each
 * request a seventh of all that was allocated outlived the young generation.
 */
export class CheckedContext<Params, Query, Body> implements RouteContext<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly #context: RouteContext

  constructor(context: RouteContext, checked: { readonly params: Params; readonly query: Query; readonly body: Body }) {
    this.#context = context
    this.params = checked.params
    this.query = checked.query
    this.body = checked.body
  }

  get account() {
    return this.#context.account
  }

  get actor() {
    return this.#context.actor
  }

  get core() {
    return this.#context.core
  }

  get prefix() {
    return this.#context.prefix
  }

  get headers() {
    return this.#context.headers
  }

  get isAdmin() {
    return this.#context.isAdmin
  }

  get signal() {
    return this.#context.signal
  }

  /** A function by itself: routes take it out of the context. */
  get now(): () => number {
    return this.#context.now
  }
}
