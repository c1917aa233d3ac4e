import { describe, expect, it, vi } from 'vitest'
import { createLifecycle } from './lifecycle.ts'

const settled = async () => undefined

describe('createLifecycle', () => {
  it('starts once however often it is asked', async () => {
    const start = vi.fn(settled)
    const lifecycle = createLifecycle({ start, stop: settled })

    await Promise.all([lifecycle.start(), lifecycle.start(), lifecycle.ready()])

    expect(start).toHaveBeenCalledTimes(1)
    expect(lifecycle.assertStarted).not.toThrow()
  })

  it('can be started again after a start that failed', async () => {
    const start = vi.fn(settled).mockRejectedValueOnce(new Error('no disk'))
    const lifecycle = createLifecycle({ start, stop: settled })
    const ready = lifecycle.ready()

    await expect(lifecycle.start()).rejects.toThrow('no disk')
    await expect(ready).rejects.toThrow('no disk')
    await expect(lifecycle.ready()).rejects.toThrow('no disk')
    await lifecycle.start()
    await lifecycle.ready()

    expect(lifecycle.assertStarted).not.toThrow()
  })

  it('stops a start in flight only once it is whole', async () => {
    const order: string[] = []
    let finish: () => void = () => undefined
    const lifecycle = createLifecycle({
      start: () =>
        new Promise((resolve) => {
          finish = () => {
            order.push('started')
            resolve()
          }
        }),
      stop: async () => {
        order.push('stopped')
      },
    })

    const started = lifecycle.start()
    const stopped = lifecycle.stop()
    finish()
    await Promise.all([started, stopped, lifecycle.stop()])

    expect(order).toEqual(['started', 'stopped'])
  })

  it('says whether to start it or to build another', async () => {
    const lifecycle = createLifecycle({ start: settled, stop: settled })
    expect(lifecycle.assertStarted).toThrow(expect.objectContaining({ code: 'starting' }))

    await lifecycle.stop()

    expect(lifecycle.assertStarted).toThrow(expect.objectContaining({ code: 'stopped' }))
    await expect(lifecycle.start()).rejects.toMatchObject({ code: 'stopped' })
    await expect(lifecycle.ready()).rejects.toMatchObject({ code: 'stopped' })
  })
})
