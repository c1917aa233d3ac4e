import { expect, it } from 'vitest'
import { openFaultyStorage } from './faulty-storage.ts'

it('a listening line that fell silent is noticed, and another one hears what other processes say', async () => {
  const { storage, proxy, another } = await openFaultyStorage()
  const neighbour = await another()
  let messages = 0
  const hearsNeighbour = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = storage.signals.subscribe(({ kind }) => {
        // Whatever a listener begins or ends with is told as this.
        if (kind === 'elsewhere') {
          messages += 1
          neighbour.accept(`3EB0${messages}`).catch(() => undefined)
          return
        }
        stop()
        resolve()
      })
    })
  await hearsNeighbour()

  proxy.fallSilent()
  proxy.speak('new')
  const startedAt = performance.now()
  await hearsNeighbour()

  // Noticed within fifteen, begun again two later, proven within three.
  expect((performance.now() - startedAt) / 1_000).toBeLessThan(25)
  proxy.cut()
})
