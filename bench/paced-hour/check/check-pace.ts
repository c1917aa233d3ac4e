import type { Rules } from '../rules.ts'

/** One message as it came to the server; times are those of the simulation. */
export interface Arrival {
  readonly waMessageId: string
  readonly sender: string
  readonly recipient: string
  readonly at: number
}

/** What was exceeded, where and by how much. */
export interface PaceViolation {
  readonly kind: 'pace' | 'recipient_gap' | 'daily_cap' | 'first_contacts' | 'quiet_hours'
  readonly sender: string
  readonly words: string
}

/**
 * Finds every rule that the arrivals of all numbers break. The server dates arrivals and the rules speak of departures: what
 * arrives `slackMs` late makes the gap behind it look that much smaller, and what left before midnight may arrive after it.
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
      ...overCap(firsts, rules, { caps: rules.dailyMessages, slackMs, kind: 'daily_cap' }),
      ...overCap(contacts, rules, {
        caps: [rules.dailyFirstContacts, rules.dailyFirstContacts],
        slackMs,
        kind: 'first_contacts',
      }),
      ...firsts
        .filter(({ at }) => at >= rules.quiet.from + slackMs && at < rules.quiet.to)
        .map(({ at }) =>
          violation('quiet_hours', sender, `${Math.round(at - rules.quiet.from)} ms into the quiet hours`),
        ),
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
  how: {
    readonly caps: readonly [number, number]
    readonly slackMs: number
    readonly kind: 'daily_cap' | 'first_contacts'
  },
): readonly PaceViolation[] => {
  const [firstCap, secondCap] = how.caps
  const before = arrivals.filter(({ at }) => at < midnight).length
  const near = arrivals.filter(({ at }) => at >= midnight && at < midnight + how.slackMs).length
  const after = arrivals.length - before - near
  // Those near midnight count where there is room.
  const left = Math.max(0, near - Math.max(0, firstCap - before))
  const sender = arrivals[0]?.sender ?? ''
  return [
    ...(before > firstCap ? [violation(how.kind, sender, `${before} on the first day of at most ${firstCap}`)] : []),
    ...(after + left > secondCap
      ? [violation(how.kind, sender, `${after + left} on the second day of at most ${secondCap}`)]
      : []),
  ]
}

const violation = (kind: PaceViolation['kind'], sender: string, words: string): PaceViolation => ({
  kind,
  sender,
  words,
})
