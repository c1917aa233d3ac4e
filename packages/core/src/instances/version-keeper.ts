import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../queue/waiting.ts'
import { isLater, whatsAppVersion } from '../transport/client-version.ts'
import type { ClientVersionOptions, WhatsAppVersion } from '../transport/transport.ts'

/** How long the host's source may take, and how long its answer stands. */
const answerMs = 10_000
const standsMs = 60_000

/** Keeps the version that this process's clients say they have. */
export interface VersionKeeper {
  /** The version for the next line; undefined for the client's own. */
  readonly current: WhatsAppVersion | undefined
  /** WhatsApp refused a version: resolves with whether there is a later one now. The host's source is asked once a minute at most. */
  replace(refused: WhatsAppVersion): Promise<boolean>
  /** Waits for no answer any more. */
  close(): void
}

/** Builds the keeper of a process; whatever the host's source does, no version ever goes back. */
export const createVersionKeeper = (
  { version, latestVersion }: ClientVersionOptions,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): VersionKeeper => {
  let current = version
  let asking: Promise<WhatsAppVersion | null> | null = null
  let askedAt = -Infinity
  const closing = new AbortController()

  const ask = async (source: () => Promise<WhatsAppVersion>): Promise<WhatsAppVersion | null> => {
    const answered = new AbortController()
    try {
      const late = pause(clock, answerMs, answered.signal, closing.signal).then(() => null)
      const answer = await Promise.race([source(), late])
      if (answer === null) logger.warn({}, 'The latest version of WhatsApp could not be learnt in time.')
      return answer === null ? null : whatsAppVersion.parse(answer)
    } catch (cause) {
      logger.warn({ error: errorFacts(cause) }, 'The latest version of WhatsApp could not be learnt.')
      return null
    } finally {
      answered.abort()
    }
  }

  /** What the source says; numbers that are refused together share one question. */
  const latest = (): Promise<WhatsAppVersion | null> => {
    if (latestVersion === undefined) return Promise.resolve(null)
    if (asking === null || clock.elapsed() - askedAt > standsMs) {
      askedAt = clock.elapsed()
      asking = ask(latestVersion)
    }
    return asking
  }

  return {
    get current() {
      return current
    },
    replace: async (refused) => {
      if (current !== undefined && isLater(current, refused)) return true
      const found = await latest()
      if (found === null || !isLater(found, refused)) return false
      if (current === undefined || isLater(found, current)) current = found
      return true
    },
    close: () => closing.abort(),
  }
}
