import { setTimeout as delay } from 'node:timers/promises'
import type { SendInput } from '@khabeer/core'
import type { Post } from '../../check/message-history.ts'
import type { Random } from '../../play/seeded-random.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import type { Gateway } from '../stage/gateway.ts'
import type { LinkedInstance } from './linked-instance.ts'

/** Messages of one number that are accepted and not shown yet, at most: something always waits, and never much. */
const mostWaiting = 5
const longestPauseMs = 40
const retryPauseMs = 20
const keyedPart = 0.5
const mediaPart = 0.25
const patienceMs = 120_000
/** Answers after which a client tries again. */
const passing: ReadonlySet<string> = new Set(['starting', 'stopped', 'storage_busy', 'storage_failed'])

/**
 * The clients of a gateway: one for each chat, which posts one message after the other, because of calls that overlap
 * nobody could say which came first. Half of the messages have a key, and are posted until they are accepted; the others
 * are let be when nobody answers: nobody knows then what became of them.
 */
export interface Traffic {
  start(): void
  /** Ends posting and resolves when every call has come to its end. */
  stop(): Promise<void>
  posts(): readonly Post[]
}

/** What the clients work with. */
export interface TrafficOptions {
  /** The process that takes calls now, if any. */
  readonly gateway: () => Gateway | undefined
  readonly bell: ChangeBell
  readonly isShown: (text: string) => boolean
  readonly random: Random
  readonly instances: readonly LinkedInstance[]
  readonly recipients: readonly string[]
  readonly files: { readonly pictureUrl: string; readonly documentUrl: string }
  /** Called with an answer that no client of a healthy gateway gets. */
  readonly onTrouble: (problem: string) => void
}

/** Builds clients that have not begun. */
export const createTraffic = (options: TrafficOptions): Traffic => {
  const { gateway, bell, isShown, random, instances, recipients, onTrouble } = options
  const posts = new Map<string, Post>()
  const waiting = new Map<number, Set<string>>(instances.map(({ id }) => [id, new Set()]))
  let chats: readonly Promise<void>[] = []
  let isStopped = false

  const hasRoom = (instanceId: number): boolean => {
    const texts = waiting.get(instanceId) ?? new Set()
    for (const text of texts) if (isShown(text)) texts.delete(text)
    return texts.size < mostWaiting
  }

  /** Posts until it is accepted, or for good. */
  const send = async (post: Post, input: SendInput): Promise<void> => {
    const isKeyed = input.idempotencyKey !== undefined
    for (;;) {
      const running = await bell.find(patienceMs, gateway)
      if (running === undefined) return onTrouble(`a message could not be posted within ${patienceMs} ms`)
      const answer = await running.send(input)
      if (answer.kind === 'returned') {
        posts.set(post.text, { ...post, acceptedAt: Date.now() })
        waiting.get(input.instanceId)?.add(post.text)
        return
      }
      if (answer.kind === 'threw' && !passing.has(answer.code)) return onTrouble(`a message got ${answer.code}`)
      if (!isKeyed) return
      await delay(retryPauseMs)
    }
  }

  const chat = async (instance: LinkedInstance, recipient: string): Promise<void> => {
    for (let count = 1; !isStopped; count += 1) {
      await delay(random.below(longestPauseMs))
      await bell.find(patienceMs, () => isStopped || (gateway() !== undefined && hasRoom(instance.id)) || undefined)
      if (isStopped) return
      const text = `${instance.id}-${recipient}-${count}`
      const post: Post = { text, sender: instance.number, recipient, askedAt: Date.now(), acceptedAt: null }
      posts.set(text, post)
      await send(post, toInput(post, instance.id, options))
    }
  }

  return {
    start: () => {
      chats = instances.flatMap((instance) =>
        recipients.map((recipient) => chat(instance, recipient).catch((error: unknown) => onTrouble(String(error)))),
      )
    },
    stop: async () => {
      isStopped = true
      bell.ring()
      await Promise.all(chats)
    },
    posts: () => [...posts.values()],
  }
}

const toInput = ({ text, recipient }: Post, instanceId: number, { random, files }: TrafficOptions): SendInput => {
  const base = { instanceId, to: recipient, ...(random.fraction() < keyedPart && { idempotencyKey: text }) }
  if (random.fraction() >= mediaPart) return { ...base, text }
  return random.fraction() < 0.5
    ? { ...base, type: 'image', content: { url: files.pictureUrl, caption: text } }
    : { ...base, type: 'document', content: { url: files.documentUrl, filename: 'paper.pdf', caption: text } }
}
