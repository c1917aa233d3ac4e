import type { Khabeer, Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Contender, Place } from '../process/contender.ts'
import { sampleMessage } from '../sample.ts'
import { obligingTransport } from './obliging-transport.ts'
import { sendingProbes } from './sending-probes.ts'
import { createTakenTimes } from './taken-times.ts'

/** Builds a core with one number that is linked and open; `worker` and `api` are two processes of one database. */
export const createWake = async (
  storage: Storage,
  { directory }: Place,
  role: 'all' | 'worker' | 'api',
): Promise<Contender> => {
  const taken = createTakenTimes()
  const core = createKhabeer({
    storage,
    role,
    // Nobody waits for a pace here.
    pacing: { messages: 1_000_000, perMs: 1_000 },
    media: { directory },
    transport: obligingTransport((text) => taken.mark(Number(text))),
  })
  await core.start()
  const instanceId = role === 'worker' ? 1 : await link(core)

  return {
    port: 0,
    operations: {},
    probes: {
      ...sendingProbes((time) => core.send({ instanceId, to: sampleMessage.to, text: String(time) })),
      taken: taken.of,
    },
    close: core.stop,
  }
}

const link = async (core: Khabeer): Promise<number> => {
  const { id } = await core.instances.create({ name: 'benchmark' })
  await core.instances.qr(id)
  while ((await core.instances.get(id)).status !== 'connected') await new Promise(setImmediate)
  return id
}
