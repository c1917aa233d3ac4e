import { judge } from './judge.mjs'
import { listOf, secondsOf } from './words.mjs'

const isConnected = ({ status, server }) => status === 'connected' && server !== null
const isDelivered = ({ queued, sending, sent, delivered }) => queued + sending + sent === 0 && delivered > 0

/**
 * Plays a round without anybody's hand: kills the process that owns most while messages go on, waits for the other one,
 * and asks the phones. Gives the complaints.
 *
 * @returns {Promise<readonly string[]>}
 */
export const playRound = async ({ watch, kept, traffic, database, controlUrl, tell }) => {
  const servers = kept.map(({ server }) => server)
  const ownsSome = (numbers, { name }) => numbers.some((number) => number.server === name && isConnected(number))

  await watch.until(
    'both processes own a number, and each number has delivered',
    60_000,
    (numbers) =>
      servers.every((server) => ownsSome(numbers, server)) && numbers.every(({ delivered }) => delivered > 0),
  )
  const ownedBy = (name) => watch.numbers().filter((number) => number.server === name)
  const victim = kept.toSorted(
    (first, second) => ownedBy(second.server.name).length - ownedBy(first.server.name).length,
  )[0]
  const others = servers.filter((server) => server !== victim.server)
  const orphans = ownedBy(victim.server.name).map(({ id, epoch }) => ({ id, epoch }))
  tell(`${victim.server.name} is killed now; it owns ${listOf(orphans.map(({ id }) => id))}.`)
  const killedAt = performance.now()
  victim.kill()

  const isTakenOver = (numbers) =>
    orphans.every(({ id, epoch }) => {
      const number = numbers.find((each) => each.id === id)
      return number !== undefined && number.epoch > epoch && isConnected(number)
    })
  await watch.until(`${listOf(others.map(({ name }) => name))} took over`, 30_000, isTakenOver)
  tell(`All that ${victim.server.name} owned is connected again after ${secondsOf(performance.now() - killedAt)}.`)
  await watch.until(`${victim.server.name} has its share again`, 40_000, (numbers) => ownsSome(numbers, victim.server))

  await traffic.stop()
  await watch.until('everything is delivered', 60_000, (numbers) => numbers.every(isDelivered))
  return judge({ database, controlUrl, traffic })
}
