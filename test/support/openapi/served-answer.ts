/** An answer as the contract suite hands it to whoever observes it. */
export interface ServedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly bytes: Uint8Array
}
