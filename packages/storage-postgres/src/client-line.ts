import type { PoolClient } from 'pg'

interface Line {
  readonly bytesRead?: number
  readonly closed?: boolean
  destroy?(error?: Error): void
}

/** `pg` has the socket here in all of its versions 8, and no type for it. */
const lineOf = (client: PoolClient): Line | undefined =>
  (client as { readonly connection?: { readonly stream?: Line } }).connection?.stream

/** How many bytes the server has said on a connection; undefined where that cannot be told. */
export const bytesRead = (client: PoolClient): number | undefined => lineOf(client)?.bytesRead

/** Tells whether a connection's socket is closed; what cannot be told counts as closed, for nobody will tell of its end. */
export const hasClosed = (client: PoolClient): boolean => lineOf(client)?.closed !== false

/** Cuts a connection: closing would ask the server, which is silent. Tells whether there was a line to cut. */
export const cut = (client: PoolClient, reason?: Error): boolean => {
  const line = lineOf(client)
  line?.destroy?.(reason)
  return line?.destroy !== undefined
}
