// npm hands a Ctrl-C on that has already reached this process: what follows at once is the same one.
const sameSignalMs = 1_000

/** Resolves at the first Ctrl-C or SIGTERM; one that comes well after it ends the process at once. */
export const untilSignal = () =>
  new Promise((resolve) => {
    let firstAt = null
    const onSignal = () => {
      firstAt ??= performance.now()
      if (performance.now() - firstAt > sameSignalMs) process.exit(1)
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
