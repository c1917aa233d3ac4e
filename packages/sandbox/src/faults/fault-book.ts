import { toNumber } from '../people/number.ts'
import type { Fault, FaultHandle, FaultKind, FaultMatch, FaultRecord } from './fault.ts'

/** What is happening, for the faults to look at. */
export interface Occasion {
  readonly sender?: string | undefined
  readonly recipient?: string | undefined
  readonly waMessageId?: string | undefined
  readonly xmlns?: string | undefined
}

/** The waiting faults. */
export interface FaultBook {
  add(fault: Fault, match: FaultMatch): FaultHandle
  /** Takes the first fault of these kinds that fits, and counts that it struck. */
  take<K extends FaultKind>(kinds: readonly K[], occasion: Occasion): Extract<Fault, { kind: K }> | undefined
  list(): readonly FaultRecord[]
  clear(): void
}

interface Waiting {
  readonly id: number
  readonly fault: Fault
  readonly match: FaultMatch
  struck: number
}

/** Creates an empty book. */
export function createFaultBook(): FaultBook {
  let lastId = 0
  let waiting: Waiting[] = []

  const remove = (entry: Waiting) => {
    waiting = waiting.filter((other) => other !== entry)
  }

  return {
    add(fault, match) {
      const entry: Waiting = { id: ++lastId, fault, match: withDigits(match), struck: 0 }
      waiting.push(entry)
      return {
        get struck() {
          return entry.struck
        },
        remove: () => remove(entry),
      }
    },
    take(kinds, occasion) {
      for (const entry of waiting) {
        if (!isOneOf(entry.fault, kinds) || !fits(entry.match, occasion)) continue
        entry.struck += 1
        if (entry.struck >= timesOf(entry.match)) remove(entry)
        return entry.fault
      }
      return undefined
    },
    list: () => waiting.map(({ id, fault, match, struck }) => ({ id, fault, match, struck })),
    clear() {
      waiting = []
    },
  }
}

function isOneOf<K extends FaultKind>(fault: Fault, kinds: readonly K[]): fault is Extract<Fault, { kind: K }> {
  return kinds.some((kind) => kind === fault.kind)
}

function fits(match: FaultMatch, occasion: Occasion): boolean {
  const fields = ['sender', 'recipient', 'waMessageId', 'xmlns'] as const
  return fields.every((field) => match[field] === undefined || match[field] === occasion[field])
}

function timesOf(match: FaultMatch): number {
  if (match.times === 'always') return Number.POSITIVE_INFINITY
  return match.times ?? 1
}

function withDigits(match: FaultMatch): FaultMatch {
  return {
    ...match,
    ...(match.sender !== undefined && { sender: toNumber(match.sender) }),
    ...(match.recipient !== undefined && { recipient: toNumber(match.recipient) }),
  }
}
