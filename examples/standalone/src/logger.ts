import type { Logger } from '@khabeer/core'

type Facts = Readonly<Record<string, unknown>>

// What an error says of itself is left out by JSON: these are not its enumerable properties.
const toPlain = (_key: string, value: unknown): unknown => {
  if (!(value instanceof Error)) return value
  const errors = value instanceof AggregateError ? { errors: value.errors } : {}
  return { ...value, name: value.name, message: value.message, cause: value.cause, ...errors }
}

/** Builds a logger that writes one line per event, `debug` left out. */
export const lineLogger = (write: (line: string) => void): Logger => {
  const log = (level: string) => (facts: Facts, message: string) => {
    const rest = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts, toPlain)}`
    write(`${new Date().toISOString()} ${level} ${message}${rest}\n`)
  }
  return { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') }
}
