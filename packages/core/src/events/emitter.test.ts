import { describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../logger.ts'
import { createEmitter } from './emitter.ts'

interface Events {
  readonly 'thing.happened': number
}

describe('createEmitter', () => {
  it('logs a listener that throws and still calls the next one', () => {
    const error = vi.fn()
    const emitter = createEmitter<Events>({ ...silentLogger(), error })
    const heard: number[] = []
    emitter.on('thing.happened', () => {
      throw new Error('broken listener')
    })
    emitter.on('thing.happened', (event) => heard.push(event))

    emitter.emit('thing.happened', 7)

    expect(heard).toEqual([7])
    expect(error).toHaveBeenCalledTimes(1)
  })

  it('holds the rejection of an async listener', async () => {
    const reported = new Promise<unknown>((resolve) => {
      const emitter = createEmitter<Events>({ ...silentLogger(), error: (facts) => resolve(facts) })
      emitter.on('thing.happened', async () => {
        throw new TypeError('broken listener')
      })
      emitter.emit('thing.happened', 1)
    })

    expect(await reported).toEqual({ event: 'thing.happened', error: 'TypeError' })
  })

  it('stops calling a listener that was taken off, and needs no listener at all', () => {
    const emitter = createEmitter<Events>(silentLogger())
    const heard: number[] = []
    const off = emitter.on('thing.happened', (event) => heard.push(event))

    emitter.emit('thing.happened', 1)
    off()
    emitter.emit('thing.happened', 2)

    expect(heard).toEqual([1])
  })
})
