/** Runs works on one thing one after the other, in the order in which they were asked for; those on different things side by side. */
export type Turns = <T>(thing: object, work: () => Promise<T>) => Promise<T>

/** Builds turns; a thing that nobody holds any more is forgotten. */
export const createTurns = (): Turns => {
  const last = new WeakMap<object, Promise<unknown>>()
  return (thing, work) => {
    const before = last.get(thing) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(thing, mine)
    return mine
  }
}
