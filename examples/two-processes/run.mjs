import { green, red } from '../../scripts/show/paint.mjs'
import { untilSignal } from '../../scripts/show/until-signal.mjs'
import { perform } from './perform.mjs'

/** Runs the example and gives the exit code: 0 at a Ctrl-C, and after a round in which nothing was lost or doubled. */
export const runTwoProcesses = async ({ isOnce }) => {
  const stopped = untilSignal()
  const ends = []
  const performed = new Promise((resolve, reject) => {
    perform({ isOnce, addEnd: (end) => ends.unshift(end), onFailure: reject }).then(resolve, reject)
  })
  const complaints = await Promise.race([performed, stopped.then(() => null)]).catch((error) => [error.message])
  for (const end of ends) await end()
  if (complaints === null) return isOnce ? 130 : 0
  for (const complaint of complaints) console.error(red(complaint))
  if (complaints.length > 0) return 1
  console.log(green('Every accepted message was shown once.'))
  return 0
}
