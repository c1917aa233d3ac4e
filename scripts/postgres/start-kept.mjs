import { fork } from 'node:child_process'

const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS'))

/**
 * Starts a script that uses `keep`, and has it open what it keeps.
 *
 * @param {string} script
 * @param {unknown} options
 * @returns {Promise<{ opened: any, ask: (command: string, input?: unknown) => Promise<any>, end: () => Promise<void> }>}
 */
export const startKept = async (script, options) => {
  // In a group of its own, so that a Ctrl-C does not take the server away from those that are still closing.
  const child = fork(script, {
    detached: true,
    execArgv: [],
    env: environment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map()
  let count = 0

  const hold = () => {
    child.ref()
    child.channel?.ref()
  }
  const release = () => {
    if (waiting.size > 0) return
    child.unref()
    child.channel?.unref()
  }
  const settle = (id, act) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    release()
    if (asked) act(asked)
  }
  child.on('message', ({ id, result, error }) =>
    settle(id, ({ resolve, reject }) => (error === undefined ? resolve(result) : reject(new Error(error)))),
  )
  const failAll = (error) => {
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(error))
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      failAll(error)
      resolve()
    })
    child.once('exit', (code, signal) => {
      failAll(new Error(`${script} ended (${signal ?? code}).`))
      resolve()
    })
  })

  const ask = (command, input) =>
    new Promise((resolve, reject) => {
      count += 1
      const id = count
      waiting.set(id, { resolve, reject })
      hold()
      child.send({ id, command, input }, (error) => error && settle(id, () => reject(error)))
    })
  const end = async () => {
    child.ref()
    if (child.connected) child.disconnect()
    await ended
  }

  try {
    return { opened: await ask('open', options), ask, end }
  } catch (error) {
    await end()
    throw error
  }
}
