const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What a run holds its numbers to, and when its day ends. */
export interface Rules {
  readonly gapMs: number
  readonly recipientGapMs: number
  /** The caps of the first and of the second day. */
  readonly dailyMessages: readonly [number, number]
  readonly dailyFirstContacts: number
  /** Epoch ms at which the first day ends. */
  readonly midnight: number
  readonly quiet: { readonly from: number; readonly to: number }
}

/** The rules of a run as the core takes them. */
export interface RunPlan {
  readonly rules: Rules
  readonly timeZone: string
  readonly pacing: {
    readonly messages: number
    readonly perMs: number
    readonly dailyMessages: number
    readonly dailyFirstContacts: number
    readonly warmUp: { readonly firstDay: number; readonly days: number }
    readonly quietHours: { readonly from: string; readonly to: string }
    readonly recipientGapMs: number
    readonly settleMs: number
  }
}

const messagesAMinute = 2
const warmUp = { firstDay: 40, days: 2 }
const dailyMessages = 120
const dailyFirstContacts = 15
const recipientGapMs = 90_000
/** From UTC-12 to UTC+14, the ends of what there is; those of half an hour bring the midnight nearer to the middle. */
const zones: readonly (readonly [name: string, offsetMinutes: number])[] = [
  ...Array.from({ length: 27 }, (_, index) => index - 12).map(
    (hours) => [`Etc/GMT${hours <= 0 ? '+' : '-'}${Math.abs(hours)}`, hours * 60] as const,
  ),
  ['Asia/Kolkata', 330],
  ['Australia/Darwin', 570],
  ['Asia/Kabul', 270],
]

/** Plans a run that begins at `startsAt`: a day ends within it, and some of its minutes are quiet. */
export const planRun = (startsAt: number, minutes: number): RunPlan => {
  const lengthMs = minutes * minuteMs
  const [timeZone, offset] = zoneWithMidnightNear(startsAt + lengthMs / 2)
  const local = (at: number) => at + offset * minuteMs
  const midnight =
    Math.floor(local(startsAt + lengthMs / 2 + 12 * hourMs) / (24 * hourMs)) * 24 * hourMs - offset * minuteMs
  const quiet = {
    from: wholeMinute(startsAt + lengthMs * 0.7),
    to: wholeMinute(startsAt + lengthMs * 0.7) + Math.max(2, Math.round(minutes / 15)) * minuteMs,
  }
  const timeOfDay = (at: number): string => new Date(local(at)).toISOString().slice(11, 16)
  return {
    timeZone,
    rules: {
      gapMs: minuteMs / messagesAMinute,
      recipientGapMs,
      dailyMessages: [warmUp.firstDay, warmUp.firstDay + (dailyMessages - warmUp.firstDay) / warmUp.days],
      dailyFirstContacts,
      midnight,
      quiet,
    },
    pacing: {
      messages: messagesAMinute,
      perMs: minuteMs,
      dailyMessages,
      dailyFirstContacts,
      warmUp,
      quietHours: { from: timeOfDay(quiet.from), to: timeOfDay(quiet.to) },
      recipientGapMs,
      settleMs: 1_000,
    },
  }
}

const wholeMinute = (at: number): number => Math.floor(at / minuteMs) * minuteMs

const zoneWithMidnightNear = (at: number): readonly [name: string, offsetMinutes: number] => {
  const distance = ([, offset]: readonly [string, number]): number => {
    const sinceMidnight = (at + offset * minuteMs) % (24 * hourMs)
    return Math.min(sinceMidnight, 24 * hourMs - sinceMidnight)
  }
  const [first = ['UTC', 0] as const] = zones.toSorted((one, other) => distance(one) - distance(other))
  return first
}
