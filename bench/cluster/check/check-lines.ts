import type { History, Line, Pause } from './history.ts'
import { createOwnerAt } from './owner-at.ts'
import type { Violation } from './violation.ts'

/** How long a member that could do nothing may take to notice that it is too late. */
const noticeMs = 1_000

/**
 * Looks through the lines of every instance. WhatsApp itself hears only the newest login, so that the first rule holds by
 * its server alone; the others say what the members did about it:
 *
 * - when a login is active, every older line of the instance is closed;
 * - WhatsApp has to evict a line only when its member could do nothing: stopped, or let go on for less than a second;
 * - whoever logs in, and whoever writes a message that WhatsApp takes, owns the instance at that moment;
 * - an owner that was evicted does not come back under the same lease.
 */
export const checkLines = (
  history: Pick<History, 'lines' | 'stanzas' | 'tenures' | 'pauses'>,
): readonly Violation[] => [
  ...findTwoLines(history.lines),
  ...findEvictedAlive(history.lines, history.pauses),
  ...findForeignLogins(history),
  ...findReturns(history),
  ...findForeignStanzas(history),
]

const findTwoLines = (lines: readonly Line[]): readonly Violation[] => {
  const olderClosedAt = new Map<string, number>()
  const found: Violation[] = []
  for (const line of lines) {
    const closedAt = olderClosedAt.get(line.number) ?? -Infinity
    if (line.activeAt !== null && closedAt > line.activeAt) found.push({ kind: 'two_lines', detail: describe(line) })
    olderClosedAt.set(line.number, Math.max(closedAt, line.closedAt ?? Infinity))
  }
  return found
}

const findEvictedAlive = (lines: readonly Line[], pauses: readonly Pause[]): readonly Violation[] =>
  lines
    .filter(({ isEvicted, member, closedAt }) => {
      if (!isEvicted || closedAt === null) return false
      const excuse = ({ from, to }: Pause) => from <= closedAt && closedAt <= (to ?? Infinity) + noticeMs
      return !pauses.some((pause) => pause.member === member && excuse(pause))
    })
    .map((line) => ({ kind: 'evicted_alive', detail: describe(line) }))

const findForeignLogins = ({ lines, tenures }: Pick<History, 'lines' | 'tenures'>): readonly Violation[] => {
  const ownerAt = createOwnerAt(tenures)
  return lines
    .filter(({ number, member, openedAt }) => ownerAt(number, openedAt)?.member !== member)
    .map((line) => ({ kind: 'login_without_lease', detail: describe(line) }))
}

const findReturns = ({ lines, tenures }: Pick<History, 'lines' | 'tenures'>): readonly Violation[] => {
  const ownerAt = createOwnerAt(tenures)
  const evicted = new Set<string>()
  const found: Violation[] = []
  for (const line of lines) {
    const tenure = ownerAt(line.number, line.openedAt)
    if (tenure === null || tenure.member !== line.member) continue
    const key = `${tenure.number} ${tenure.epoch}`
    if (evicted.has(key)) found.push({ kind: 'login_after_eviction', detail: describe(line) })
    if (line.isEvicted) evicted.add(key)
  }
  return found
}

const findForeignStanzas = ({
  lines,
  stanzas,
  tenures,
}: Pick<History, 'lines' | 'stanzas' | 'tenures'>): readonly Violation[] => {
  const ownerAt = createOwnerAt(tenures)
  const byId = new Map(lines.map((line) => [line.id, line]))
  return stanzas
    .filter(({ lineId, at }) => {
      const line = byId.get(lineId)
      return line === undefined || ownerAt(line.number, at)?.member !== line.member
    })
    .map(({ waMessageId, lineId }) => ({
      kind: 'stanza_without_lease',
      detail: `${waMessageId} on line ${lineId} of ${byId.get(lineId)?.member ?? 'nobody'}`,
    }))
}

const describe = ({ id, number, member }: Line): string => `line ${id} of ${number} by ${member}`
