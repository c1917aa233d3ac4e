import type { Rules } from '../rules.ts'

/** One message as it came to the server; times are those of the simulation. */
export interface Arrival {
  readonly waMessageId: string
  readonly sender: string
  readonly recipient: string
  readonly at: number
  /** When it was counted and began to leave, as stored. */
  readonly leftAt: number
}

/** What was exceeded, where and by how much. */
export interface PaceViolation {
  readonly kind: 'pace' | 'recipient_gap' | 'daily_cap' | 'first_contacts' | 'quiet_hours'
  readonly sender: string
  readonly words: string
}

/**
 * Finds every rule that the arrivals of all numbers break. The server dates arrivals and the gaps speak of departures: what
 * arrives late makes the gap behind it look smaller, by `slackMs` at most. A day counts what began to leave on it: a
 * message of a process that was killed may arrive on the next one, under its id.
 */
export const checkPace = (arrivals: readonly Arrival[], rules: Rules, slackMs: number): readonly PaceViolation[] => {
  const senders = [...new Set(arrivals.map(({ sender }) => sender))]
  return senders.flatMap((sender) => {
    const own = arrivals.filter((arrival) => arrival.sender === sender).toSorted((one, other) => one.at - other.at)
    const firsts = firstBy(own, ({ waMessageId }) => waMessageId)
    const contacts = firstBy(firsts, ({ recipient }) => recipient)
    return [
      ...closerThan(own, rules.gapMs - slackMs, 'pace'),
      ...recipientsOf(firsts).flatMap((messages) =>
        closerThan(messages, rules.recipientGapMs - slackMs, 'recipient_gap'),
      ),
      ...overCap(firsts, rules, { caps: rules.dailyMessages, kind: 'daily_cap' }),
      ...overCap(contacts, rules, {
        caps: [rules.dailyFirstContacts, rules.dailyFirstContacts],
        kind: 'first_contacts',
      }),
      ...firsts
        .filter(({ leftAt }) => leftAt >= rules.quiet.from && leftAt < rules.quiet.to)
        .map(({ leftAt }) => violation('quiet_hours', sender, `${leftAt - rules.quiet.from} ms into the quiet hours`)),
    ]
  })
}

/** A message that is written again under its id is one message of the day, and one more of the pace. */
const firstBy = (arrivals: readonly Arrival[], keyOf: (arrival: Arrival) => string): readonly Arrival[] => {
  const seen = new Set<string>()
  return arrivals.filter((arrival) => {
    const key = keyOf(arrival)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const recipientsOf = (arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] =>
  [...new Set(arrivals.map(({ recipient }) => recipient))].map((recipient) =>
    arrivals.filter((arrival) => arrival.recipient === recipient),
  )

const closerThan = (
  arrivals: readonly Arrival[],
  leastMs: number,
  kind: 'pace' | 'recipient_gap',
): readonly PaceViolation[] =>
  arrivals.slice(1).flatMap((arrival, index) => {
    const gapMs = arrival.at - (arrivals[index]?.at ?? 0)
    return gapMs < leastMs ? [violation(kind, arrival.sender, `${gapMs} ms where ${leastMs} are the least`)] : []
  })

const overCap = (
  arrivals: readonly Arrival[],
  { midnight }: Rules,
  how: { readonly caps: readonly [number, number]; readonly kind: 'daily_cap' | 'first_contacts' },
): readonly PaceViolation[] => {
  const first = arrivals.filter(({ leftAt }) => leftAt < midnight).length
  return [first, arrivals.length - first].flatMap((count, day) => {
    const cap = how.caps[day] ?? 0
    return count > cap
      ? [violation(how.kind, arrivals[0]?.sender ?? '', `${count} on day ${day + 1} of at most ${cap}`)]
      : []
  })
}

const violation = (kind: PaceViolation['kind'], sender: string, words: string): PaceViolation => ({
  kind,
  sender,
  words,
})
