import type { FromHost, ToHost } from '../messages.ts'
import type { Serving } from './serve.ts'
import { serve } from './serve.ts'
import { countThreads } from './threads.ts'

const tell = (news: FromHost): Promise<void> =>
  new Promise((resolve) => {
    // A parent that is gone hears nothing, and this process ends.
    process.send?.(news, undefined, undefined, () => resolve())
  })

// Whoever started it is gone: nobody watches any more.
const onAbandoned = (): void => process.exit(1)

const threads = countThreads(() => void tell({ type: 'thread_lost' }))

const obey = async (serving: Serving, { id, name, input }: Extract<ToHost, { type: 'order' }>): Promise<void> => {
  try {
    await tell({ type: 'answer', id, value: await serving.orders[name](input) })
  } catch (error) {
    await tell({ type: 'failed', id, reason: String(error) })
  }
  if (name !== 'stop') return
  // Nothing keeps the process alive after this; one that stays has left something open.
  process.off('disconnect', onAbandoned)
  process.disconnect()
}

const listen = (): void => {
  let serving: Promise<Serving> | null = null
  process.once('disconnect', onAbandoned)
  // A rejection here is a host that cannot start, and ends it as it would any.
  process.on('message', (message: ToHost) => {
    if (message.type === 'order') void serving?.then((served) => obey(served, message))
    if (message.type === 'settings') {
      serving = serve(message.settings, threads)
      void serving.then(({ url }) => tell({ type: 'ready', url }))
    }
  })
}

listen()
