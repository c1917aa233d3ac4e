import { toHarmlessText } from './harmless-text.ts'
import type { Log } from './host-link.ts'

/** The logger that the client is given. */
export interface ClientLogger {
  readonly level: string
  child(): ClientLogger
  trace(): void
  debug(): void
  info(): void
  warn(facts: unknown, message?: string): void
  error(facts: unknown, message?: string): void
}

/**
 * Forwards the client's warnings at debug level, as bare words: its facts hold stanzas, addresses and keys. `onWords`
 * hears each of them.
 */
export const createClientLogger = (
  log: Log,
  instanceId: number,
  onWords: (words: string) => void = () => undefined,
): ClientLogger => {
  const silent = () => undefined
  const forward = (facts: unknown, message?: string) => {
    const words = message ?? (typeof facts === 'string' ? facts : undefined)
    if (words === undefined) return
    log('debug', { instanceId }, `client: ${toHarmlessText(words)}`)
    onWords(words)
  }
  const logger: ClientLogger = {
    level: 'warn',
    child: () => logger,
    trace: silent,
    debug: silent,
    info: silent,
    warn: forward,
    error: forward,
  }
  return logger
}
