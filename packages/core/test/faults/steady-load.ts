import { setTimeout as delay } from 'node:timers/promises'
import type { Khabeer } from '@khabeer/core'
import type { Sandbox } from '@khabeer/sandbox'
import { onTestFinished } from 'vitest'
import type { HttpClient } from './http-client.ts'

/** What came of posting a message once. */
export interface PostOutcome {
  /** The message's id; null when it was refused. */
  readonly id: number | null
  /** Why it was refused; null when it was not. */
  readonly code: string | null
  /** What is wrong with the form of a refusal; null when nothing is. */
  readonly flaw: string | null
}

/** One message that somebody wanted sent. */
export interface PostedMessage {
  readonly text: string
  /** Whether it was posted from code, with an idempotency key, until it was accepted; else over HTTP, and once. */
  readonly hasKey: boolean
  readonly outcomes: readonly PostOutcome[]
}

/** Somebody who keeps posting messages. */
export interface SteadyLoad {
  /** Resolves once this many more were accepted. */
  accepted(count: number): Promise<void>
  /** Resolves once this many more were refused with this code. */
  refused(code: string, count: number): Promise<void>
  /** Posts nothing new, and resolves with all that was posted once everything with a key is accepted. */
  end(): Promise<readonly PostedMessage[]>
}

/** Each line posts no faster than this. */
const pauseMs = 50
/** Nothing new is posted while so many that were accepted have not been shown. */
const mostUnseen = 100

/** Begins to post messages one after the other, in `workers` lines: every second one with a key, from code. */
export const startLoad = (input: {
  readonly core: Khabeer
  readonly sandbox: Sandbox
  readonly call: HttpClient
  readonly instanceId: number
  readonly to: string
  readonly workers: number
  /** What follows on each text, to make it longer. */
  readonly filling?: string
}): SteadyLoad => {
  const { core, sandbox, call, instanceId, to, workers, filling = '' } = input
  const posted: PostedMessage[] = []
  const waiting = new Set<{ count: number; readonly code: string | null; readonly resolve: () => void }>()
  let isEnding = false
  let unseen = 0
  const lookers = new Set<() => void>()
  const stopLooking = sandbox.ledger.on('shown', ({ owner }) => {
    if (owner !== to) return
    unseen -= 1
    for (const look of lookers) look()
    lookers.clear()
  })
  onTestFinished(stopLooking)

  const postOverHttp = async (text: string): Promise<PostOutcome> => {
    const { status, headers, body } = await call('POST', '/messages/send', { instance_id: instanceId, to, text })
    if (status === 202) return { id: Number(body.id), code: null, flaw: null }
    const isPolite = status === 503 && Number(headers['retry-after']) >= 1 && typeof body.error === 'string'
    return { id: null, code: String(body.code), flaw: isPolite ? null : JSON.stringify({ status, headers, body }) }
  }

  const postFromCode = async (text: string, idempotencyKey: string): Promise<PostOutcome> => {
    try {
      const { id } = await core.send({ instanceId, to, text, idempotencyKey })
      return { id, code: null, flaw: null }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : null
      return { id: null, code, flaw: code === null ? String(error) : null }
    }
  }

  const post = async (name: string, hasKey: boolean): Promise<void> => {
    const text = `${name}${filling}`
    const outcomes: PostOutcome[] = []
    posted.push({ text, hasKey, outcomes })
    do {
      const outcome = await (hasKey ? postFromCode(text, name) : postOverHttp(text))
      outcomes.push(outcome)
      if (outcome.id !== null) unseen += 1
      tell(outcome.code)
      await delay(pauseMs)
      if (outcome.id !== null) return
    } while (hasKey)
  }

  const tell = (code: string | null): void => {
    for (const waiter of waiting) {
      if (waiter.code !== code) continue
      waiter.count -= 1
      if (waiter.count > 0) continue
      waiting.delete(waiter)
      waiter.resolve()
    }
  }

  const room = async (): Promise<void> => {
    while (unseen >= mostUnseen) await new Promise<void>((resolve) => lookers.add(resolve))
  }

  const work = async (worker: number): Promise<void> => {
    for (let number = 1; !isEnding; number += 1) {
      await room()
      await post(`${worker}-${number}`, number % 2 === 0)
    }
  }
  const when = (code: string | null, count: number): Promise<void> =>
    new Promise((resolve) => waiting.add({ count, code, resolve }))
  const working = Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1)))

  return {
    accepted: (count) => when(null, count),
    refused: when,
    end: async () => {
      isEnding = true
      await working
      return posted
    },
  }
}
