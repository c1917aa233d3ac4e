import { bold, dim, green, red } from '../show/paint.mjs'
import { untilSignal } from '../show/until-signal.mjs'
import { createNarrator } from './narrator.mjs'
import { showHowToGoOn } from './show-how-to-go-on.mjs'
import { createStage } from './stage.mjs'
import { walk } from './walk.mjs'

const perform = async (stage) => {
  console.log(bold('Khabeer: link a number, send, track'))
  console.log(
    dim('All of it is on this machine: the standalone server, and a WhatsApp server of our own, the sandbox.'),
  )
  const scene = await stage.start()
  console.log('\nThe settings of the server:')
  for (const [name, value] of Object.entries(scene.settings)) console.log(`  ${name}=${value}`)
  console.log(dim('A pace of 60/60s, one message a second, keeps the walk short; the default is 20/60s.'))
  return { scene, result: await walk(scene, createNarrator()) }
}

const complain = ({ scene, result }) => {
  for (const { id, status } of result.missed) console.error(red(`Message ${id} is ${status}; it did not arrive.`))
  console.error(`What the server said last:\n${scene.serverOutput()}`)
}

/** Runs the demo and gives the exit code: 0 when every message arrived. */
export const runDemo = async ({ isOnce }) => {
  const stopped = untilSignal()
  const stage = await createStage()
  const performing = perform(stage)
  // A walk that is cut short by Ctrl-C fails, when nobody waits for it any more.
  performing.catch(() => undefined)
  try {
    const performed = await Promise.race([performing, stopped.then(() => null)])
    if (performed === null) return 130
    if (performed.result.missed.length > 0) {
      complain(performed)
      return 1
    }
    console.log(green('\nEvery message arrived.'))
    if (isOnce) return 0
    showHowToGoOn(performed.scene, performed.result)
    await stopped
    return 0
  } catch (error) {
    console.error(red(`\n${error.message}`))
    return 1
  } finally {
    await stage.close()
  }
}
