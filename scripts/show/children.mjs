import { spawn } from 'node:child_process'

const keptCharacters = 8_000
const patienceMs = 10_000

/** Without what the reader has set for a server of their own: a key there, and a server shown here would print none. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KHABEER_')))

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null

/** Ends one process by its id: politely, and after a while without asking. */
const end = async (child) => {
  if (hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  // One that was stopped hears it only when it goes on.
  child.kill('SIGCONT')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended
  clearTimeout(timer)
}

/** Starts Node processes that end with this one. */
export const createChildren = () => {
  const children = []
  let isStopped = false
  // Whatever way this process takes out, nothing of it stays behind.
  const killAll = () => {
    for (const child of children) if (!hasEnded(child)) child.kill('SIGKILL')
  }
  process.on('exit', killAll)

  /**
   * Starts a script and waits for a line of its output that matches; gives the match, and what is needed to tell how it
   * goes on and ends.
   */
  const start = (name, { args, env, ready }) =>
    new Promise((resolve, reject) => {
      if (isStopped) return reject(new Error(`${name} does not start any more.`))
      const child = spawn(process.execPath, args, {
        env: { ...environment(), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.push(child)
      let output = ''
      const ended = new Promise((settle) => child.once('close', (code, signal) => settle(signal ?? code)))
      const take = (chunk) => {
        output = (output + chunk).slice(-keptCharacters)
        const match = ready.exec(output)
        if (match) resolve({ match, pid: child.pid, output: () => output, ended })
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.on('error', reject)
      child.once('close', (code, signal) => reject(new Error(`${name} ended (${signal ?? code}):\n${output}`)))
    })

  const stop = async () => {
    isStopped = true
    // The server before the WhatsApp that it talks to.
    for (const child of [...children].reverse()) await end(child)
    process.off('exit', killAll)
  }

  return { start, stop }
}
