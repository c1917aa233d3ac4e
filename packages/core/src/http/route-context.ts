import type { AccountScope, Khabeer } from '../facade.ts'
import type { Actor } from './authorize.ts'
import type { ApiRequest } from './exchange.ts'

/** What a route knows of the request it serves; nothing of a framework. */
export interface RouteContext<Params = unknown, Query = unknown, Body = unknown> {
  /** The calls of the account that the request acts for. Throws on a public route, where nobody acts. */
  readonly account: AccountScope
  /** Who acts, and within which bounds. Throws on a public route. */
  readonly actor: Actor
  /** The whole core, for what is not an account's. */
  readonly core: Khabeer
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The place where the host mounted the API, e.g. `/wa`; empty at the root. */
  readonly prefix: string
  /** The request's headers, by lower-case name. */
  readonly headers: ApiRequest['headers']
  /** Whether whoever runs the server asks, and no account. */
  readonly isAdmin: boolean
  /** Gives the time in epoch ms. */
  now(): number
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}
