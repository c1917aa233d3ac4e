import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../queue/waiting.ts'
import type { Line } from './line.ts'

/** How long unlinking at WhatsApp is tried. */
const unlinkMs = 10_000

/** Tells WhatsApp that a number is unlinked, as far as it can be reached within ten seconds. */
export const unlinkAtWhatsApp = async (input: {
  readonly line: Line
  readonly clock: Clock
  readonly logger: Logger
  readonly instanceId: number
}): Promise<void> => {
  const { line, clock, logger, instanceId } = input
  const done = new AbortController()
  const deadline = pause(clock, unlinkMs, done.signal)

  const logOut = async (): Promise<void> => {
    line.open('login')
    const connection = await line.whenOpen()
    await connection?.logout()
  }
  const loggedOut = logOut().catch((cause: unknown) => {
    logger.warn({ instanceId, error: errorFacts(cause) }, 'A number could not be unlinked at WhatsApp.')
  })

  await Promise.race([loggedOut, deadline])
  done.abort()
}
