/** One instance of the run. */
export interface LinkedInstance {
  readonly id: number
  /** The number that it is linked to. */
  readonly number: string
}
