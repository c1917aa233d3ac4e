import { spawn } from 'node:child_process'

const keptCharacters = 8_000

/**
 * Starts a server and waits for the line that says that it serves. What it prints is shown only when it fails.
 *
 * @param {{ name: string, command: string, args: readonly string[], ids: object, ready: string }} options
 */
export const startServer = ({ name, command, args, ids, ready }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...ids, stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    let isReady = false
    let isExpected = false
    const ended = new Promise((settle) => child.once('close', settle))
    const stop = (signal) => {
      isExpected = true
      child.kill(signal)
      return ended
    }

    child.stderr.on('data', (chunk) => {
      log = (log + chunk).slice(-keptCharacters)
      if (isReady || !log.includes(ready)) return
      isReady = true
      resolve({ stop })
    })
    child.once('error', (error) => reject(new Error(`${name} did not start: ${error.message}`)))
    child.once('close', (code, signal) => {
      const reason = `${name} ended by itself (${signal ?? code}):\n${log}`
      reject(new Error(reason))
      if (isReady && !isExpected) process.stderr.write(`${reason}\n`)
    })
  })
