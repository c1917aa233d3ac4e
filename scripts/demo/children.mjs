import { spawn } from 'node:child_process'

const keptCharacters = 8_000
const patienceMs = 10_000

/** Without what the reader has set for a server of their own: a key there, and the demo's server would print none. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KHABEER_')))

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null

/** Ends one process by its id: politely, and after a while without asking. */
const end = async (child) => {
  if (hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended
  clearTimeout(timer)
}

/** Starts Node processes that end with this one. */
export const createChildren = () => {
  const children = []
  // Whatever way this process takes out, nothing of it stays behind.
  const killAll = () => {
    for (const child of children) if (!hasEnded(child)) child.kill('SIGKILL')
  }
  process.on('exit', killAll)

  /** Starts a script and waits for a line of its output that matches; gives the match. */
  const start = (name, { args, env, ready }) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        env: { ...environment(), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.push(child)
      let output = ''
      const take = (chunk) => {
        output = (output + chunk).slice(-keptCharacters)
        const match = ready.exec(output)
        if (match) resolve({ match, output: () => output })
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.on('error', reject)
      child.on('close', (code, signal) => reject(new Error(`${name} ended (${signal ?? code}):\n${output}`)))
    })

  const stop = async () => {
    // The server before the WhatsApp that it talks to.
    for (const child of [...children].reverse()) await end(child)
    process.off('exit', killAll)
  }

  return { start, stop }
}
