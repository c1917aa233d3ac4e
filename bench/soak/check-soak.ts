import { checkEnd } from '../host/parent/check-end.ts'
import type { MemoryReading } from '../host/program/measure-memory.ts'
import type { SoakHistory } from './soak-history.ts'

/** How much more memory may be used at the end. */
export interface Margin {
  readonly marginPercent: number
  readonly marginMb: number
}

/** One megabyte. */
export const megabyte = 1024 * 1024

/** Gives the most memory a thread may use at the end, in bytes. */
export const memoryLimit = (base: number, { marginPercent, marginMb }: Margin): number =>
  base + Math.max((base * marginPercent) / 100, marginMb * megabyte)

/** Judges a soak: each message on one screen once and read, each line cut as often as asked, memory back, a clean end. */
export const checkSoak = (history: SoakHistory, margin: Margin): readonly string[] => [
  ...history.late,
  ...checkScreens(history),
  ...checkStored(history),
  ...checkCuts(history),
  ...checkMemory(history.memory, margin),
  ...checkEnd(history.end),
]

const checkScreens = ({ posts, screened }: SoakHistory): readonly string[] => {
  const shown = new Map<string, number>()
  const wanted = new Set(posts.map(keyOf))
  let unexpected = 0
  for (const message of screened) {
    const key = keyOf(message)
    if (!wanted.has(key)) unexpected += 1
    shown.set(key, (shown.get(key) ?? 0) + 1)
  }
  const lost = posts.filter((post) => !shown.has(keyOf(post))).length
  const twice = posts.filter((post) => (shown.get(keyOf(post)) ?? 0) > 1).length
  return [
    ...(lost === 0 ? [] : [`${lost} messages are on no screen.`]),
    ...(twice === 0 ? [] : [`${twice} messages are on a screen more than once.`]),
    ...(unexpected === 0 ? [] : [`${unexpected} messages are on a screen where nobody sent them.`]),
  ]
}

const keyOf = ({ text, recipient }: { readonly text: string; readonly recipient: string }): string =>
  `${recipient} ${text}`

const checkStored = ({ posts, stored }: SoakHistory): readonly string[] => {
  const read = stored.filter(({ status }) => status === 'read').length
  return read === posts.length ? [] : [`${posts.length} messages were accepted, and ${read} are stored as read.`]
}

const checkCuts = ({ cuts, cutsWanted }: SoakHistory): readonly string[] => {
  const fewer = cuts.filter((count) => count < cutsWanted).length
  return fewer === 0 ? [] : [`The lines of ${fewer} numbers were cut less than ${cutsWanted} times.`]
}

const checkMemory = (
  { base, end }: { readonly base: MemoryReading; readonly end: MemoryReading },
  margin: Margin,
): readonly string[] =>
  (['host', 'threads'] as const).flatMap((part) => {
    const limit = memoryLimit(base[part], margin)
    if (end[part] <= limit) return []
    const where = part === 'host' ? "host's thread" : 'other threads'
    return [`The ${where} used ${inMb(base[part])} MB after the warm-up and ${inMb(end[part])} MB at the end.`]
  })

const inMb = (bytes: number): string => (bytes / megabyte).toFixed(1)
