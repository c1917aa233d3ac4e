/** How long a server that ended stays away, so that the other one is seen to take over. */
const awaySeconds = 8

/**
 * Keeps one server running: when it ends, however that comes, it is started again a little later.
 *
 * @param {object} input
 * @param {string} input.name
 * @param {(name: string) => Promise<{ pid: number, baseUrl: string, ended: Promise<string | number> }>} input.startServer
 * @param {(start: () => Promise<void>) => Promise<void>} input.inTurn Lets one server start at a time.
 * @param {(words: string) => void} input.tell
 * @param {(name: string) => void} input.onEnd
 * @param {(error: Error) => void} input.onFailure
 */
export const createKeptServer = ({ name, startServer, inTurn, tell, onEnd, onFailure }) => {
  const server = { name, state: 'waiting', pid: null, baseUrl: null, accepted: 0, backAt: null, isSilent: false }
  let isClosed = false
  let timer

  const afterEnd = (how) => {
    if (isClosed) return
    Object.assign(server, {
      state: 'away',
      baseUrl: null,
      isSilent: false,
      backAt: performance.now() + awaySeconds * 1000,
    })
    onEnd(name)
    const words = typeof how === 'number' ? `exit code ${how}` : how
    tell(`${name} is gone (${words}). It comes back in ${awaySeconds} s.`)
    timer = setTimeout(() => start().catch(onFailure), awaySeconds * 1000)
  }

  const startNow = async () => {
    if (isClosed) return
    Object.assign(server, { state: 'starting', backAt: null })
    const { pid, baseUrl, ended } = await startServer(name)
    Object.assign(server, { state: 'serving', pid, baseUrl })
    tell(`${name} serves as process ${pid}. To end it: kill -9 ${pid}`)
    ended.then(afterEnd)
  }
  const start = () => inTurn(startNow)

  return {
    server,
    start,
    kill: () => process.kill(server.pid, 'SIGKILL'),
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Builds a queue of work of which one runs at a time. */
export const createTurns = () => {
  let last = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}
