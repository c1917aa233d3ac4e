/** One promise that every implementation of a seam keeps, as data: any test runner can run it. */
export interface ConformanceCase<T> {
  /** States the promise. */
  readonly name: string
  /** Resolves when it is kept, rejects when it is broken; `create` makes what is tested anew. */
  run(create: () => Promise<T>): Promise<void>
}
