import { numbersOf, secondsOf } from './words.mjs'

const endingMs = 1_500

/**
 * Says what is new between two looks: which numbers another server owns, and which are connected.
 *
 * @typedef {{ id: number, server: string | null, status: string, connectedAt: number | null }} SeenNumber
 * @param {object} input
 * @param {readonly SeenNumber[]} input.before
 * @param {readonly SeenNumber[]} input.after
 * @param {ReadonlyMap<number, { server: string, leaseMs: number }>} input.holders Who was last seen with each number,
 *   and how long its lease went on then.
 * @param {ReadonlyMap<number, { server: string, at: number }>} input.lost The numbers whose server ended, and when.
 * @param {number} input.at
 * @returns {readonly string[]}
 */
export const newsOf = ({ before, after, holders, lost, at }) => {
  const earlier = new Map(before.map((number) => [number.id, number]))
  const afterEnd = (id) => {
    const end = lost.get(id)
    return end === undefined ? null : `, ${secondsOf(at - end.at)} after ${end.server} was gone`
  }
  const leftBy = (id) => {
    const holder = holders.get(id)
    if (holder === undefined) return ''
    // Whoever lives prolongs its leases long before.
    return holder.leaseMs < endingMs ? `, whose lease ${holder.server} let end` : `, which ${holder.server} handed over`
  }

  const hasMoved = ({ id, server }) =>
    server !== null && server !== earlier.get(id)?.server && (server !== holders.get(id)?.server || lost.has(id))
  const moves = new Map()
  for (const { id, server } of after.filter(hasMoved)) {
    const whence = afterEnd(id) ?? leftBy(id)
    const words = (ids) => `${server} owns ${numbersOf(ids)}${whence}.`
    const key = words([])
    moves.set(key, { words, ids: [...(moves.get(key)?.ids ?? []), id] })
  }
  const connected = after.filter(
    ({ id, status, connectedAt }) => status === 'connected' && connectedAt !== (earlier.get(id)?.connectedAt ?? null),
  )
  return [
    ...[...moves.values()].map(({ words, ids }) => words(ids)),
    ...connected.map(({ id }) => `Number ${id} is connected${afterEnd(id) ?? ''}.`),
  ]
}
