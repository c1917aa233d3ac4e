/**
 * Serves the process that started this one, one command at a time, and closes when that process lets go or is gone:
 * what is kept outlives nobody, not even one that was killed.
 *
 * @param {Record<string, (input: any) => unknown>} commands
 * @param {() => unknown} close
 */
export const keep = (commands, close) => {
  let last = Promise.resolve()

  const answer = async ({ id, command, input }) => {
    // Whoever asked may be gone by now.
    const reply = (message) => process.connected && process.send(message, () => {})
    try {
      reply({ id, result: await commands[command](input) })
    } catch (error) {
      reply({ id, error: error.message })
    }
  }
  process.on('message', (message) => {
    last = last.then(() => answer(message))
  })
  process.once('disconnect', () => {
    last = last.then(close)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => process.connected && process.disconnect())
  }
}
