/**
 * The part of a pino-like logger that Khabeer uses: an object of facts, then words.
 * Phone numbers, texts, keys and QR contents never reach it.
 */
export interface Logger {
  debug(facts: Readonly<Record<string, unknown>>, message: string): void
  info(facts: Readonly<Record<string, unknown>>, message: string): void
  warn(facts: Readonly<Record<string, unknown>>, message: string): void
  error(facts: Readonly<Record<string, unknown>>, message: string): void
}

const ignore = () => undefined

/** Builds a logger that says nothing: the default of an embedded library. */
export const silentLogger = (): Logger => ({ debug: ignore, info: ignore, warn: ignore, error: ignore })
