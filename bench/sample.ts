/** The key that every contender's server takes: one that Khabeer accepts beside its stored ones. */
export const sampleKey = 'benchmark-key-of-at-least-16-characters'

/** The plan of the account that sends: limited, so that the conditional count is part of every accept. */
export const sampleLimit = 1_000_000_000

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
