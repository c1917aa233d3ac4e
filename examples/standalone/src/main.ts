import { lineLogger } from './logger.ts'
import { startServer } from './server.ts'
import type { Settings } from './settings.ts'
import { readSettings, SettingsError, unknownSettings } from './settings.ts'

// `npm start` hands a Ctrl-C on that has already reached this process: what follows at once is the same one.
const sameSignalMs = 1_000

const logger = lineLogger((line) => process.stderr.write(line))

const stopAtSignal = (stop: () => Promise<void>): void => {
  let firstAt: number | null = null
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (firstAt !== null) {
      if (now - firstAt > sameSignalMs) process.exit(1)
      return
    }
    firstAt = now
    logger.info({ signal }, 'Stopping.')
    // Nothing keeps the process alive after this: it ends by itself, with what it has still to print.
    stop().catch((error: unknown) => {
      logger.error({ error }, 'It did not stop as it should.')
      process.exit(1)
    })
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}

const whereItIs = ({ core }: Settings, url: string | null): string => {
  if (core.role !== 'worker') return `Khabeer listens on ${url}/api/v1`
  return url === null
    ? 'Khabeer owns numbers here and listens on no port.'
    : `Khabeer owns numbers here and tells its health on ${url}/api/v1/health/ready`
}

const main = async (): Promise<void> => {
  const settings = readSettings(process.env)
  for (const name of unknownSettings(process.env)) logger.warn({ name }, 'There is no such setting.')
  const server = await startServer(settings, logger)
  stopAtSignal(() => server.close())
  const lines = [whereItIs(settings, server.url)]
  if (server.firstKey !== null) lines.push(`The first API key, shown this once: ${server.firstKey}`)
  console.log(lines.join('\n'))
}

main().catch((error: unknown) => {
  // A stack helps nobody with a setting or a locked database.
  const isForReader = error instanceof SettingsError || (error instanceof Error && 'code' in error)
  console.error(isForReader ? error.message : error)
  process.exitCode = 1
})
