import { KhabeerError } from '../errors/khabeer-error.ts'

/** The most streams of one account in one process. */
const maxStreamsPerAccount = 20
/** The most streams of one process. */
const maxStreams = 1_000

/** Bounds how many streams are open. */
export interface StreamingPlaces {
  /** Takes a place and gives its return. Throws `too_many_streams`. */
  take(accountId: number): () => void
}

/** Builds the places of a process. */
export const createStreamingPlaces = (): StreamingPlaces => {
  const byAccount = new Map<number, number>()
  let taken = 0

  const change = (accountId: number, by: number): void => {
    const count = (byAccount.get(accountId) ?? 0) + by
    if (count === 0) byAccount.delete(accountId)
    else byAccount.set(accountId, count)
    taken += by
  }

  return {
    take: (accountId) => {
      if ((byAccount.get(accountId) ?? 0) >= maxStreamsPerAccount) {
        throw refuse(`This account has ${maxStreamsPerAccount} event streams open here. Close one first.`)
      }
      if (taken >= maxStreams) throw refuse(`There are ${maxStreams} event streams open here. Try again later.`)
      change(accountId, 1)
      let isTaken = true
      return () => {
        if (isTaken) change(accountId, -1)
        isTaken = false
      }
    },
  }
}

const refuse = (message: string): KhabeerError => new KhabeerError('too_many_streams', message)
