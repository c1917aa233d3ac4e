import type { Logger } from '@khabeer/core'

/** Everything that a gateway logged. */
export interface LogBook {
  readonly logger: Logger
  /** Each line with its facts as JSON behind it. */
  lines(): readonly string[]
  /** Resolves once this was logged `times` more. */
  next(words: string, times?: number): Promise<void>
}

/** Builds an empty book. */
export const createLogBook = (): LogBook => {
  const lines: string[] = []
  const waiting = new Set<(line: string) => void>()
  const log = (facts: object, message: string): void => {
    const line = `${message} ${JSON.stringify(facts)}`
    lines.push(line)
    for (const hear of [...waiting]) hear(line)
  }
  return {
    logger: { debug: log, info: log, warn: log, error: log },
    lines: () => lines,
    next: (words, times = 1) =>
      new Promise((resolve) => {
        let left = times
        const hear = (line: string): void => {
          if (line.includes(words)) left -= 1
          if (left > 0) return
          waiting.delete(hear)
          resolve()
        }
        waiting.add(hear)
      }),
  }
}
