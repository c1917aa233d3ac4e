import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const heartbeatMs = 8_000
const keptCharacters = 20_000

/** The failure of a logged command: `output` holds its last lines. */
export class CommandFailed extends Error {
  constructor(title, reason, output) {
    super(`${title}: ${reason}`)
    this.output = output
  }
}

const lastLineOf = (text) => text.trimEnd().split('\n').at(-1)?.trim().slice(0, 110) ?? ''

/**
 * Runs a command with its whole output in the log file, and says every few seconds what it is at.
 * Rejects with {@link CommandFailed}.
 */
export const runLogged = ({ title, command, args, cwd, env, logFile, say, describe = lastLineOf }) =>
  new Promise((resolve, reject) => {
    const log = createWriteStream(logFile, { flags: 'a' })
    log.write(`\n$ ${command} ${args.join(' ')}\n`)
    let output = ''
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const take = (chunk) => {
      log.write(chunk)
      output = (output + stripVTControlCharacters(String(chunk))).slice(-keptCharacters)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const heartbeat = setInterval(() => say(`  … ${describe(output) || title}`), heartbeatMs)
    const end = (settle) => {
      clearInterval(heartbeat)
      log.end(settle)
    }
    child.on('error', (error) => end(() => reject(new CommandFailed(title, error.message, output))))
    child.on('close', (code, signal) => {
      if (code === 0) return end(() => resolve(output))
      end(() => reject(new CommandFailed(title, signal ? `ended by ${signal}` : `exit code ${code}`, output)))
    })
  })
