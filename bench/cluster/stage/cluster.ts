import type { ChangeBell } from '../../watch/change-bell.ts'
import type { Pause } from '../check/history.ts'
import type { Member } from './member.ts'

/** The members of a run: as many places as there are processes, and in each one member after the other. */
export interface Cluster {
  /** The members that have not been ended, the stopped ones among them. */
  members(): readonly Member[]
  /** Whether a member runs now. */
  isRunning(name: string): boolean
  /** Starts a member in a place that is free. */
  start(place: number): Promise<Member>
  /** The member of a place. */
  at(place: number): Member
  kill(place: number): void
  stop(place: number): void
  resume(place: number): void
  terminate(place: number): void
  /** The times in which members could do nothing. */
  pauses(): readonly Pause[]
  /** How many writes of a member without the lease were refused, by verb. */
  refusals(): ReadonlyMap<string, number>
}

/** Builds a cluster whose places are empty; rings the bell when the state of a member changes. */
export const createCluster = (input: {
  readonly bell: ChangeBell
  readonly startMember: (
    name: string,
    on: { readonly change: () => void; readonly refused: (verb: string) => void },
  ) => Promise<Member>
}): Cluster => {
  const { bell, startMember } = input
  const places = new Map<number, Member>()
  const starts = new Map<number, number>()
  const pauses: Pause[] = []
  const refusals = new Map<string, number>()

  const at = (place: number): Member => {
    const member = places.get(place)
    if (member === undefined) throw new Error(`There is no member in place ${place}.`)
    return member
  }
  const members = (): readonly Member[] =>
    [...places.values()].filter(({ state }) => state === 'running' || state === 'stopped')

  return {
    members,
    isRunning: (name) => [...places.values()].some((member) => member.name === name && member.state === 'running'),
    start: async (place) => {
      const count = (starts.get(place) ?? 0) + 1
      starts.set(place, count)
      const member = await startMember(`${String.fromCharCode(97 + place)}.${count}`, {
        change: bell.ring,
        refused: (verb) => refusals.set(verb, (refusals.get(verb) ?? 0) + 1),
      })
      places.set(place, member)
      bell.ring()
      return member
    },
    at,
    kill: (place) => {
      pauses.push({ member: at(place).name, from: Date.now(), to: null })
      at(place).kill()
    },
    stop: (place) => {
      pauses.push({ member: at(place).name, from: Date.now(), to: null })
      at(place).stop()
    },
    resume: (place) => {
      const { name } = at(place)
      at(place).resume()
      const last = pauses.findLastIndex(({ member }) => member === name)
      const pause = pauses[last]
      if (pause !== undefined) pauses[last] = { ...pause, to: Date.now() }
    },
    terminate: (place) => at(place).terminate(),
    pauses: () => pauses,
    refusals: () => refusals,
  }
}
