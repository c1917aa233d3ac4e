import { look } from './look.mjs'
import { nameOwners } from './name-owners.mjs'
import { newsOf } from './news-of.mjs'

const everyMs = 200

/**
 * Looks into the database again and again: who owns which number, and how its messages get on.
 *
 * @param {object} input
 * @param {import('pg').Pool} input.database
 * @param {readonly { name: string, state: string }[]} input.servers
 * @param {(words: string) => void} input.tell
 * @param {() => void} input.onLook
 * @param {(error: Error) => void} input.onFailure
 */
export const createWatch = ({ database, servers, tell, onLook, onFailure }) => {
  const waiting = new Set()
  const holders = new Map()
  const lost = new Map()
  let known = new Map()
  let numbers = []
  let isClosed = false
  let timer

  const lookOnce = async () => {
    const seen = await look(database)
    const at = performance.now()
    known = nameOwners(known, seen.owners, servers)
    const before = numbers
    numbers = seen.numbers.map(({ owner, isHeld, ...number }) => ({
      ...number,
      server: isHeld ? (known.get(owner) ?? null) : null,
    }))
    newsOf({ before, after: numbers, holders, lost, at }).forEach(tell)
    for (const { id, server, leaseMs } of numbers) if (server !== null) holders.set(id, { server, leaseMs })
    forgetSettled(before)
    onLook()
    for (const { isReached, resolve } of waiting) if (isReached(numbers)) resolve(numbers)
  }

  const forgetSettled = (before) => {
    for (const { id, status, connectedAt } of numbers) {
      const earlier = before.find((number) => number.id === id)
      if (status === 'connected' && connectedAt !== earlier?.connectedAt) lost.delete(id)
    }
  }

  const goOn = () => {
    looking = lookOnce()
      .catch(onFailure)
      .finally(() => {
        if (!isClosed) timer = setTimeout(goOn, everyMs)
      })
  }
  let looking = Promise.resolve()

  return {
    start: goOn,
    numbers: () => numbers,
    summary: () => {
      const total = (count) => numbers.reduce((sum, number) => sum + number[count], 0)
      const [waiting, delivered] = [total('queued') + total('sending') + total('sent'), total('delivered')]
      return `${waiting + delivered} are stored, ${delivered} of them delivered`
    },
    /** Says that a server ended: whatever it had is lost until somebody else has it. */
    serverEnded: (server) => {
      const at = performance.now()
      for (const { id } of numbers) if (holders.get(id)?.server === server) lost.set(id, { server, at })
    },
    /** Resolves once the numbers are as wanted; rejects when that takes too long. */
    until: (what, deadlineMs, isReached) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(wait)
          reject(new Error(`It did not come to this within ${deadlineMs / 1000} s: ${what}.`))
        }, deadlineMs)
        const wait = {
          isReached,
          resolve: (reached) => {
            clearTimeout(late)
            waiting.delete(wait)
            resolve(reached)
          },
        }
        waiting.add(wait)
      }),
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await looking
    },
  }
}
