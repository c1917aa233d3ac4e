import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { SendInput } from '@khabeer/core'
import type { ChildCall, ChildSettings, FromChild, ToChild } from '../child/child-messages.ts'

/** What came of one call. */
export type Answer =
  | { readonly kind: 'returned'; readonly value: number | string | null }
  | { readonly kind: 'threw'; readonly code: string }
  /** Its process is gone: nobody knows whether it was done. */
  | { readonly kind: 'unanswered' }

/** One process of a gateway, from its start to its end. */
export interface Gateway {
  readonly name: string
  /** Whether it takes calls. */
  readonly isStarted: boolean
  /** Whether it was ended, or has ended by itself. */
  readonly isGone: boolean
  createInstance(name: string): Promise<Answer>
  qr(instanceId: number): Promise<Answer>
  send(input: SendInput): Promise<Answer>
  kill(): void
  /** Tells it to end in good order. */
  terminate(): void
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Hands a process its settings; `onChange` is called when it takes calls and when it is gone. */
export const startGateway = (child: ChildProcess, settings: ChildSettings, onChange: () => void): Gateway => {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  let isStarted = false
  let isGone = false

  const goAway = (): void => {
    isGone = true
    for (const settle of waiting.values()) settle({ kind: 'unanswered' })
    waiting.clear()
    onChange()
  }
  const post = (message: ToChild): void => {
    // A channel that is closed meanwhile is the end of its process, which is heard anyway.
    child.send(message, () => undefined)
  }
  const ask = async (call: ChildCall): Promise<Answer> => {
    if (isGone) return { kind: 'unanswered' }
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      post({ type: 'call', id, call })
    })
  }

  child.on('message', (news: FromChild) => {
    if (news.type === 'started') {
      isStarted = true
      onChange()
      return
    }
    const settle = waiting.get(news.id)
    waiting.delete(news.id)
    settle?.(news.type === 'threw' ? { kind: 'threw', code: news.code } : { kind: 'returned', value: news.value })
  })
  // What it answered before its end is read before its channel closes.
  const disconnected = once(child, 'disconnect')
  const ended = once(child, 'exit').then(async () => {
    await disconnected
    goAway()
    return child.exitCode ?? child.signalCode
  })
  post({ type: 'begin', settings })

  return {
    name: settings.name,
    get isStarted() {
      return isStarted && !isGone
    },
    get isGone() {
      return isGone
    },
    createInstance: (name) => ask({ method: 'createInstance', input: name }),
    qr: (instanceId) => ask({ method: 'qr', input: instanceId }),
    send: (input) => ask({ method: 'send', input }),
    kill: () => {
      child.kill('SIGKILL')
    },
    terminate: () => {
      child.kill('SIGTERM')
    },
    ended,
  }
}
