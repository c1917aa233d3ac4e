import type { Logger } from '@khabeer/core'

type Facts = Readonly<Record<string, unknown>>

const toPlain = (_key: string, value: unknown): unknown =>
  value instanceof Error ? { ...value, name: value.name, message: value.message, cause: value.cause } : value

/** Builds a logger that writes one line per event, `debug` left out. */
export const lineLogger = (write: (line: string) => void): Logger => {
  const log = (level: string) => (facts: Facts, message: string) => {
    const rest = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts, toPlain)}`
    write(`${new Date().toISOString()} ${level} ${message}${rest}\n`)
  }
  return { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') }
}
