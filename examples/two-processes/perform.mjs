import { createKeptServer, createTurns } from './kept-server.mjs'
import { linkNumbers } from './link-numbers.mjs'
import { playRound } from './round.mjs'
import { createScreen } from './screen.mjs'
import { createStage, leaseSeconds } from './stage.mjs'
import { createTraffic } from './traffic.mjs'
import { createWatch } from './watch.mjs'

const everyMs = { show: 1_000, round: 400 }

/**
 * Brings two processes up and lets messages go on; resolves after a round with its complaints, and never without one.
 *
 * @param {object} input
 * @param {boolean} input.isOnce
 * @param {(end: () => unknown) => void} input.addEnd Takes what is to be done in the end, the latest first.
 * @param {(error: Error) => void} input.onFailure
 * @returns {Promise<readonly string[]>}
 */
export const perform = async ({ isOnce, addEnd, onFailure }) => {
  console.log('Starting a PostgreSQL, the sandbox for a WhatsApp, and two servers.')
  const stage = createStage()
  addEnd(stage.close)
  const { database, key, controlUrl, startServer } = await stage.start()

  const inTurn = createTurns()
  const onEnd = (name) => watch.serverEnded(name)
  const tell = (words) => screen.tell(words)
  const kept = ['A', 'B'].map((name) => createKeptServer({ name, startServer, inTurn, tell, onEnd, onFailure }))
  const servers = kept.map(({ server }) => server)
  const watch = createWatch({ database, servers, tell, onLook: () => screen.refresh(), onFailure })
  const screen = createScreen({ servers, numbers: watch.numbers })
  addEnd(screen.close)
  addEnd(watch.close)
  for (const { close } of kept) addEnd(close)

  const [first, second] = kept
  await first.start()
  watch.start()
  const instanceIds = await linkNumbers({ baseUrl: first.server.baseUrl, key, controlUrl })
  await watch.until('the numbers are connected', 60_000, (numbers) =>
    instanceIds.every((id) => numbers.find((number) => number.id === id)?.status === 'connected'),
  )
  const traffic = createTraffic({ servers, instanceIds, key, everyMs: isOnce ? everyMs.round : everyMs.show })
  addEnd(() => tell(`${traffic.summary()}; ${watch.summary()}.`))
  addEnd(traffic.stop)
  traffic.start()
  await second.start()
  tell(`A process that is gone keeps its numbers for ${leaseSeconds} s at most.`)

  if (isOnce) return playRound({ watch, kept, traffic, database, controlUrl, tell })
  return new Promise(() => undefined)
}
