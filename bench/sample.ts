/** The key that every contender's server takes: one that Khabeer accepts beside its stored ones. */
export const sampleKey = 'benchmark-key-of-at-least-16-characters'

/** How many messages the account that sends may: limited, so that the conditional count is part of every accept. */
export const sampleLimit = 1_000_000_000

/** Its plan. */
export const samplePlan = { monthlyMessages: sampleLimit, dailyMessages: sampleLimit, instances: 10 } as const

/** A message as a caller writes it. */
export const sampleMessage = { to: '201001234567', text: 'Your order 4711 is ready. Thank you for waiting.' } as const

/** How many messages the measured bulk has. */
export const bulkSize = 100

/** The messages of one bulk, to as many recipients. */
export const sampleBulk = (): readonly { readonly to: string; readonly text: string }[] =>
  Array.from({ length: bulkSize }, (_, index) => ({
    to: String(Number(sampleMessage.to) + index),
    text: sampleMessage.text,
  }))

/** The body of a request to send it. */
export const sampleRequest = { instance_id: 1, ...sampleMessage } as const

/** The headers of every request. */
export const sampleHeaders = { 'x-api-key': sampleKey } as const

/** How many messages wait where the cost of a long queue is measured. */
export const backlogs = { few: 10_000, many: 1_000_000 } as const
