/** One number of a gateway. */
export interface LinkedInstance {
  readonly id: number
  /** The number that it is linked to. */
  readonly number: string
}
