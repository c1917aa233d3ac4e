import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Call } from '../host/parent/api-client.ts'
import type { LinkedNumber } from '../host/parent/link-numbers.ts'
import type { Random } from '../play/seeded-random.ts'

/** What no log may ever hold; each text, caption and file name begins with it. */
export const privateWords = 'kh-private'

/** One message that was posted, known by its number. */
export interface Posted {
  readonly id: number
  /** `accepted`, `refused`, or nobody knows. */
  readonly outcome: 'accepted' | 'refused' | 'unknown'
}

/** The clients of the run. */
export interface Traffic {
  /** Ends posting and resolves with all that was posted. */
  stop(): Promise<readonly Posted[]>
}

const imagePart = 0.1
const documentPart = 0.1
/** How often an instance that nobody links is made, asked for its code and removed. */
const visitorsEveryMs = 3_000

/** Gives the number of the message that a text, a caption, a file name or a stored content is of. */
export const postedIn = (text: string): number | null => {
  const found = new RegExp(`${privateWords}-(\\d+)`).exec(text)
  return found === null ? null : Number(found[1])
}

/** Begins to post at random. */
export const startTraffic = (input: {
  readonly call: Call
  readonly random: Random
  readonly linked: readonly LinkedNumber[]
  readonly recipients: readonly string[]
  /** Where files are. */
  readonly fileHost: string
  readonly messagesPerSecond: number
  readonly onQr: (qrText: string) => void
}): Traffic => {
  const { call, random, linked, recipients, fileHost, messagesPerSecond, onQr } = input
  const posted: Posted[] = []
  const calls = new Set<Promise<void>>()
  const stopping = new AbortController()
  let lastId = 0

  const post = async (): Promise<void> => {
    lastId += 1
    const id = lastId
    const body = {
      instance_id: random.pick(linked).instanceId,
      to: random.pick(recipients),
      ...contentOf(`${privateWords}-${id}`, random.fraction()),
    }
    posted.push({ id, outcome: outcomeOf(await call('POST', '/messages/send', body)) })
  }

  const contentOf = (words: string, fraction: number): object => {
    if (fraction < imagePart) {
      return { type: 'image', content: { url: `http://${fileHost}/image.png`, caption: words } }
    }
    if (fraction < imagePart + documentPart) {
      const content = { url: `http://${fileHost}/document.pdf`, filename: `${words}.pdf`, mimetype: 'application/pdf' }
      return { type: 'document', content }
    }
    return { text: words }
  }

  const visit = async (): Promise<void> => {
    const created = await call('POST', '/instances', { name: 'Visitor' })
    if (created.kind === 'unknown' || created.status !== 201) return
    const path = `/instances/${Number(created.body.id)}`
    const shown = await call('GET', `${path}/qr`)
    if (shown.kind === 'answered' && typeof shown.body.qr_text === 'string') onQr(shown.body.qr_text)
    await call('DELETE', path)
  }

  const goOn = async (work: () => Promise<void>, pause: () => number): Promise<void> => {
    while (!stopping.signal.aborted) {
      // A pause that is cut short is the end of the traffic.
      await delay(pause(), undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      const done = work().finally(() => calls.delete(done))
      calls.add(done)
    }
  }
  // Exponential pauses: calls come when they come, and not in step with anything.
  const posting = goOn(post, () => (-Math.log(1 - random.fraction()) * 1_000) / messagesPerSecond)
  const visiting = goOn(visit, () => visitorsEveryMs)

  return {
    stop: async () => {
      stopping.abort()
      await Promise.all([posting, visiting])
      await Promise.all(calls)
      return posted
    },
  }
}

const outcomeOf = (answer: Answer): Posted['outcome'] => {
  if (answer.kind === 'unknown') return 'unknown'
  if (answer.status === 202) return 'accepted'
  // After a fault of the storage nobody knows what became of it.
  return answer.status >= 500 ? 'unknown' : 'refused'
}
