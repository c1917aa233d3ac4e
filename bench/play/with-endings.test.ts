import { describe, expect, it } from 'vitest'
import { withEndings } from './with-endings.ts'

describe('withEndings', () => {
  it.each([
    ['comes to its end', async () => 'played', { status: 'fulfilled', value: 'played' }],
    [
      'fails',
      async () => {
        throw new Error('no host')
      },
      { status: 'rejected', reason: new Error('no host') },
    ],
  ])('ends all that was begun, the last first, when the play %s', async (_name, play, outcome) => {
    const ended: string[] = []
    const end = (name: string) => async () => {
      ended.push(name)
      throw new Error('It had ended already.')
    }

    const [settled] = await Promise.allSettled([
      withEndings(async (onEnd) => {
        onEnd(end('first'))
        onEnd(end('second'))
        return play()
      }),
    ])

    expect(settled).toEqual(outcome)
    expect(ended).toEqual(['second', 'first'])
  })
})
