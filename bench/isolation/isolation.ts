import { fileURLToPath } from 'node:url'
import type { Khabeer, Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Contender, Place } from '../process/contender.ts'
import { createChildren } from '../process/start-child.ts'
import { startSandbox } from '../process/start-sandbox.ts'
import { sampleMessage } from '../sample.ts'
import { obligingTransport } from '../wake/obliging-transport.ts'
import { runThreadsInline } from './inline-threads.ts'
import { linkAll } from './link-all.ts'
import { sampleTimer } from './sample-timer.ts'

/** How many instances send, each once a second. */
const instances = 50
const sendEveryMs = 1_000 / instances

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where the WhatsApp client runs: in threads as in every host, in the host's own thread, or nowhere. */
export type ClientPlace = 'threads' | 'inline' | 'nowhere'

/** Builds a core whose instances send, and a probe of how late the timers of its host are meanwhile. */
export const createIsolation = async (
  storage: Storage,
  { directory }: Place,
  client: ClientPlace,
): Promise<Contender> => {
  const children = createChildren()
  const sandbox = client === 'nowhere' ? null : await startSandbox(children, { root, folder: directory })
  if (client === 'inline') runThreadsInline()
  const core = createKhabeer({
    storage,
    // Nobody waits for a pace here: the sends come at one.
    pacing: { messages: 1_000_000, perMs: 1_000 },
    media: { directory },
    ...(client === 'inline' && { workers: 1 }),
    ...(sandbox === null
      ? { transport: obligingTransport(() => undefined) }
      : { whatsApp: { url: sandbox.info.url, rootKey: Buffer.from(sandbox.info.rootKey, 'base64') } }),
  })
  await core.start()
  const ids = await linkAll(core, instances, sandbox)

  const timerWhileSending = async (forMs: number): Promise<readonly number[]> => {
    const sending = sendSteadily(core, ids)
    const lateMs = await sampleTimer(forMs)
    await sending.stop()
    return lateMs
  }

  return {
    port: 0,
    operations: {},
    series: { timer: timerWhileSending },
    close: async () => {
      await core.stop()
      await children.endAll()
    },
  }
}

/** Sends for one instance after the other; `stop` resolves when WhatsApp has taken all of it. */
const sendSteadily = (core: Khabeer, ids: readonly number[]) => {
  const accepting: Promise<unknown>[] = []
  let taken = 0
  let tellTaken = () => {}
  const off = core.on('message.sent', () => {
    taken += 1
    tellTaken()
  })
  const timer = setInterval(() => {
    const turn = accepting.length % ids.length
    const to = String(Number(sampleMessage.to) + turn)
    accepting.push(core.send({ instanceId: ids[turn] ?? 0, to, text: sampleMessage.text }))
  }, sendEveryMs)

  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(accepting)
      await new Promise<void>((resolve) => {
        tellTaken = () => {
          if (taken === accepting.length) resolve()
        }
        tellTaken()
      })
      off()
    },
  }
}
