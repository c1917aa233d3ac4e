import { setTimeout as delay } from 'node:timers/promises'
import type { Post } from '../../check/message-history.ts'
import type { Random } from '../../play/seeded-random.ts'
import type { Cluster } from '../stage/cluster.ts'
import type { Call } from './api-client.ts'
import type { LinkedInstance } from './instance.ts'

const retryPauseMs = 100
const persistenceMs = 60_000
const keyedPart = 0.5
/** Answers after which a client tries again. */
const passing: ReadonlySet<number> = new Set([409, 429, 500, 502, 503, 504])

/**
 * The clients of the run. Half of them use the HTTP API, and let it be when nobody answers: nobody knows then what became
 * of the message. The others have a key for each message, and ask one member after the other until one has accepted it.
 */
export interface Traffic {
  /** Begins to post at the rate of the run. */
  start(): void
  /** Posts a message of each number at once, to as many recipients as there are. */
  burst(numbers: readonly string[]): void
  /** Ends posting and resolves when every call has come to its end. */
  stop(): Promise<void>
  posts(): readonly Post[]
}

/** Builds clients that post at random, to one recipient of an instance after the other. */
export const createTraffic = (input: {
  readonly cluster: Cluster
  readonly call: Call
  readonly random: Random
  readonly instances: readonly LinkedInstance[]
  readonly recipients: readonly string[]
  readonly ratePerSecond: number
  /** Called with an answer that no client of a healthy gateway gets. */
  readonly onTrouble: (problem: string) => void
}): Traffic => {
  const { cluster, call, random, instances, recipients, ratePerSecond, onTrouble } = input
  const posts = new Map<string, Post>()
  const chats = new Map<string, Promise<void>>()
  let count = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const tryOnce = async (request: SendRequest): Promise<'accepted' | 'refused' | 'again'> => {
    const members = cluster.members()
    if (members.length === 0) return 'again'
    const answer = await call(random.pick(members), { method: 'POST', ...request })
    if (answer.kind === 'unknown' || passing.has(answer.status)) return 'again'
    if (answer.status === 202) return 'accepted'
    onTrouble(`a message was answered with ${answer.status} ${answer.body.code}`)
    return 'refused'
  }

  const send = async (instance: LinkedInstance, recipient: string): Promise<void> => {
    count += 1
    const text = `${instance.id}-${recipient}-${count}`
    const post: Post = { text, sender: instance.number, recipient, askedAt: Date.now(), acceptedAt: null }
    posts.set(text, post)
    const isKeyed = random.fraction() < keyedPart
    const request = isKeyed ? fromCode(post, instance.id) : overHttp(post, instance.id)
    const givesUpAt = performance.now() + persistenceMs
    for (;;) {
      const outcome = await tryOnce(request)
      if (outcome === 'accepted') posts.set(text, { ...post, acceptedAt: Date.now() })
      if (outcome !== 'again' || !isKeyed) return
      if (performance.now() > givesUpAt) return onTrouble(`a message was not accepted within ${persistenceMs} ms`)
      await delay(retryPauseMs)
    }
  }

  /** One message after the other: of calls that overlap nobody could say which came first. */
  const enqueue = (instance: LinkedInstance, recipient: string): void => {
    const key = `${instance.id} ${recipient}`
    const sent = (chats.get(key) ?? Promise.resolve())
      .then(() => send(instance, recipient))
      .catch((error: unknown) => onTrouble(String(error)))
    chats.set(key, sent)
  }

  const scheduleNext = (): void => {
    // Exponential pauses: calls come when they come, and not in step with anything.
    const pauseMs = (-Math.log(1 - random.fraction()) * 1_000) / ratePerSecond
    timer = setTimeout(() => {
      enqueue(random.pick(instances), random.pick(recipients))
      if (!isStopped) scheduleNext()
    }, pauseMs)
  }

  return {
    start: scheduleNext,
    burst: (numbers) => {
      for (const instance of instances.filter(({ number }) => numbers.includes(number))) {
        enqueue(instance, random.pick(recipients))
      }
    },
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await Promise.all(chats.values())
    },
    posts: () => [...posts.values()],
  }
}

interface SendRequest {
  readonly path: string
  readonly body: object
}

const overHttp = ({ recipient, text }: Post, instanceId: number): SendRequest => ({
  path: '/api/v1/messages/send',
  body: { instance_id: instanceId, to: recipient, text },
})

const fromCode = ({ recipient, text }: Post, instanceId: number): SendRequest => ({
  path: '/host/send',
  body: { instanceId, to: recipient, text, idempotencyKey: text },
})
