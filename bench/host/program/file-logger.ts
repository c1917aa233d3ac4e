import { openSync, writeSync } from 'node:fs'
import type { Logger } from '@khabeer/core'

/** Builds a logger that writes each entry to a file at once, so that nothing of it is lost with the process. */
export const fileLogger = (file: string): Logger => {
  const descriptor = openSync(file, 'a')
  const log = (level: string) => (facts: object, message: string) => {
    writeSync(descriptor, `${JSON.stringify({ at: new Date().toISOString(), level, message, facts })}\n`)
  }
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
}
