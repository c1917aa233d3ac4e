import type { ClientLogin } from '../wire/client-connection.ts'

/** A login, and what its client calls itself. */
export interface NamedLogin extends ClientLogin {
  /** The `?client=` of the address it connected to; null when there was none. */
  readonly clientName: string | null
}
