import { KhabeerError } from '../errors/khabeer-error.ts'

/** The most streams of one key: another one of the account finds room beside it. */
const mostOfOne = 10

/** The streams that an API serves now. */
export interface OpenStreams {
  /**
   * Counts one of whoever it is named for until the returned function is called; `end` is called when all are to end.
   * Throws `stopped` after that, and `too_many_streams` for one too many.
   */
  add(who: string, end: () => void): () => void
  endAll(): void
}

/** Builds the list of an API's streams. */
export const createOpenStreams = (): OpenStreams => {
  const ends = new Map<() => void, string>()
  let isOver = false
  return {
    add: (who, end) => {
      if (isOver) throw new KhabeerError('stopped', 'The server is being closed: no stream begins any more.')
      if ([...ends.values()].filter((other) => other === who).length >= mostOfOne) {
        throw new KhabeerError(
          'too_many_streams',
          `This key has ${mostOfOne} event streams open here. Close one first.`,
        )
      }
      ends.set(end, who)
      return () => ends.delete(end)
    },
    endAll: () => {
      isOver = true
      for (const end of [...ends.keys()]) end()
    },
  }
}
