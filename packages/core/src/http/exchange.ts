import type { Readable } from 'node:stream'

/** The body of a request: as it comes from the network, or as the host's own parser left it. */
export type ApiRequestBody =
  | { readonly kind: 'stream'; readonly stream: Readable }
  | { readonly kind: 'parsed'; readonly value: unknown }

/** One HTTP request, free of any framework. */
export interface ApiRequest {
  readonly method: string
  /** The undecoded path below the place where the host mounted the API, e.g. `/api/v1/messages/send`. */
  readonly path: string
  /** The place where the host mounted the API, e.g. `/wa`; empty at the root. */
  readonly prefix: string
  /** What follows the `?`, undecoded; empty when nothing does. */
  readonly query: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: ApiRequestBody
  /** Aborted when the client goes away before it is answered. */
  readonly signal: AbortSignal
  readonly remoteAddress?: string | undefined
  /** The framework's own request, for a host's `authorize`. */
  readonly source?: unknown
}

/** The answer to one request. A server drops the body itself when the method was `HEAD`. */
export interface ApiResponse {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body:
    | { readonly kind: 'json'; readonly value: unknown }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | {
        readonly kind: 'stream'
        /** What is to be written and flushed as it comes; whoever stops early ends it by that. */
        readonly chunks: AsyncIterable<Uint8Array>
        /** Aborted when the client has taken nothing for too long: its connection is to be cut. */
        readonly cut: AbortSignal
      }
}
