import type { ApiRoutes, StreamedEvent } from './api-types.ts'
import type { CallOptions, RouteLine } from './request.ts'

/** What a caller may say of a call that makes something. */
export interface CreateOptions extends CallOptions {
  /** Makes the call safe to repeat: with the same key and body it is done once, and answered in the same way. */
  readonly idempotencyKey?: string | undefined
}

/** What a route gives. */
export type ResponseOf<Route extends RouteLine> = ApiRoutes[Route]['response']

/** What a route takes as its body. */
export type BodyOf<Route extends RouteLine> = ApiRoutes[Route] extends { readonly body: infer Body } ? Body : never

/** What a route takes in its query; one value may stand for a list of one. */
export type QueryOf<Route extends RouteLine> = ApiRoutes[Route] extends { readonly query: infer Query }
  ? { readonly [Name in keyof Query]: OneOrMore<Query[Name]> }
  : never

/** Takes what stands in a list also by itself. */
export type OneOrMore<Value> = Value extends readonly (infer Item)[] ? Value | Item : Value

/** A call that takes nothing but its options. */
export type Call<Route extends RouteLine> = (options?: CallOptions) => Promise<ResponseOf<Route>>

/** A call that filters or pages. */
export type QueryCall<Route extends RouteLine> = (
  query?: QueryOf<Route>,
  options?: CallOptions,
) => Promise<ResponseOf<Route>>

/** A call about one thing, by its id. */
export type IdCall<Route extends RouteLine> = (id: number, options?: CallOptions) => Promise<ResponseOf<Route>>

/** A call that changes one thing, by its id. */
export type ChangeCall<Route extends RouteLine> = (
  id: number,
  body: BodyOf<Route>,
  options?: CallOptions,
) => Promise<ResponseOf<Route>>

/** A call that sends a body. */
export type BodyCall<Route extends RouteLine> = (
  body: BodyOf<Route>,
  options?: CallOptions,
) => Promise<ResponseOf<Route>>

/** A call that may send a body. */
export type OptionalBodyCall<Route extends RouteLine> = (
  body?: BodyOf<Route>,
  options?: CallOptions,
) => Promise<ResponseOf<Route>>

/** A call about one thing, by its id, that may send a body. */
export type OptionalChangeCall<Route extends RouteLine> = (
  id: number,
  body?: BodyOf<Route>,
  options?: CallOptions,
) => Promise<ResponseOf<Route>>

/** A call that makes something and may be repeated. */
export type CreateCall<Route extends RouteLine> = (
  body: BodyOf<Route>,
  options?: CreateOptions,
) => Promise<ResponseOf<Route>>

/** Messages. */
export interface MessageCalls {
  readonly send: CreateCall<'POST /messages/send'>
  readonly sendBulk: CreateCall<'POST /messages/send-bulk'>
  readonly list: QueryCall<'GET /messages'>
  readonly get: IdCall<'GET /messages/{id}'>
  readonly events: IdCall<'GET /messages/{id}/events'>
  readonly cancel: IdCall<'POST /messages/{id}/cancel'>
  /** Withdraws every queued message that the query means. */
  readonly cancelQueued: QueryCall<'DELETE /messages'>
  /** Sends a message anew that has failed, expired or been cancelled. */
  retry(id: number, options?: CreateOptions): Promise<ResponseOf<'POST /messages/{id}/retry'>>
}

/** Instances. */
export interface InstanceCalls {
  readonly create: CreateCall<'POST /instances'>
  readonly list: Call<'GET /instances'>
  readonly get: IdCall<'GET /instances/{id}'>
  /** Gives the QR code to link a number with; poll it until it is connected. */
  readonly qr: IdCall<'GET /instances/{id}/qr'>
  /** Gives the QR code as the bytes of a PNG. */
  qrImage(id: number, options?: CallOptions): Promise<Uint8Array>
  readonly pairingCode: ChangeCall<'POST /instances/{id}/pairing-code'>
  readonly update: ChangeCall<'PATCH /instances/{id}'>
  readonly pause: IdCall<'POST /instances/{id}/pause'>
  readonly resume: IdCall<'POST /instances/{id}/resume'>
  readonly restart: IdCall<'POST /instances/{id}/restart'>
  readonly logout: IdCall<'POST /instances/{id}/logout'>
  readonly delete: IdCall<'DELETE /instances/{id}'>
}

/** API keys. */
export interface ApiKeyCalls {
  /** Makes a key, which is shown in this answer and never again. */
  readonly create: OptionalBodyCall<'POST /api-keys'>
  readonly list: Call<'GET /api-keys'>
  readonly update: ChangeCall<'PATCH /api-keys/{id}'>
  /** Makes a new key in the place of one that goes on beside it for a while. */
  readonly rotate: OptionalChangeCall<'POST /api-keys/{id}/rotate'>
  readonly revoke: IdCall<'DELETE /api-keys/{id}'>
}

/** Accounts, for whoever runs the server. */
export interface AccountCalls {
  readonly create: BodyCall<'POST /admin/accounts'>
  readonly list: QueryCall<'GET /admin/accounts'>
  readonly get: IdCall<'GET /admin/accounts/{id}'>
  readonly update: ChangeCall<'PATCH /admin/accounts/{id}'>
  readonly disable: IdCall<'POST /admin/accounts/{id}/disable'>
  readonly enable: IdCall<'POST /admin/accounts/{id}/enable'>
}

/** Which events are wanted. */
export type EventsQuery = Omit<QueryOf<'GET /events'>, 'last_event_id'> & {
  /** Goes on after this event; also as the text that a stream has for it. */
  readonly last_event_id?: number | string | undefined
}

/** Events as they happen. */
export type EventsCall = (query?: EventsQuery, options?: CallOptions) => AsyncIterable<StreamedEvent>

/** The keys of an account, for whoever runs the server. */
export interface AccountKeyCalls {
  /** Makes a key for an account, which is shown in this answer and never again. */
  readonly create: OptionalChangeCall<'POST /admin/accounts/{id}/api-keys'>
  readonly list: IdCall<'GET /admin/accounts/{id}/api-keys'>
  revoke(
    id: number,
    keyId: number,
    options?: CallOptions,
  ): Promise<ResponseOf<'DELETE /admin/accounts/{id}/api-keys/{key_id}'>>
}

/** The API, a call for each route. Calls reject with a `KhabeerApiError` when they are refused. */
export interface KhabeerClient {
  readonly messages: MessageCalls
  readonly instances: InstanceCalls
  readonly contacts: { readonly check: BodyCall<'POST /contacts/check'> }
  readonly apiKeys: ApiKeyCalls
  readonly health: { readonly live: Call<'GET /health/live'>; readonly ready: Call<'GET /health/ready'> }
  readonly admin: { readonly accounts: AccountCalls; readonly apiKeys: AccountKeyCalls }
  /** Tells what happens, until the loop is left, the signal is aborted or the server ends; go on with `last_event_id`. */
  readonly events: EventsCall
  readonly usage: Call<'GET /usage'>
  /** Gives what is measured, in the text format of Prometheus. */
  readonly metrics: Call<'GET /metrics'>
  readonly openApi: Call<'GET /openapi.json'>
}
