import type { MessageHistory, Post, Shown, Unproven } from './message-history.ts'
import type { MessageViolation } from './message-violation.ts'

/**
 * Compares what was accepted with what the recipients' phones show: nothing lost, nothing twice, nothing that nobody
 * sent, each chat in the order of its accepts, and each row as it is. A call whose outcome nobody knows may be shown or
 * not.
 */
export const checkMessages = ({ posts, shown, unproven }: MessageHistory): readonly MessageViolation[] => {
  const byText = new Map(posts.map((post) => [post.text, post]))
  const received = shown.filter(({ fromMe }) => !fromMe)
  return [
    ...findLost(posts, received),
    ...findRepeated(received),
    ...findUnexpected(byText, received),
    ...findDisorder(byText, received),
    ...findWrongStatuses(unproven, received),
  ]
}

const findLost = (posts: readonly Post[], received: readonly Shown[]): readonly MessageViolation[] => {
  const texts = new Set(received.map(({ text }) => text))
  return posts
    .filter(({ text, acceptedAt }) => acceptedAt !== null && !texts.has(text))
    .map(({ text }) => ({ kind: 'lost', detail: text }))
}

const findRepeated = (received: readonly Shown[]): readonly MessageViolation[] => {
  const seen = new Set<string>()
  const repeated: MessageViolation[] = []
  for (const { owner, text } of received) {
    const key = `${owner} ${text}`
    if (seen.has(key)) repeated.push({ kind: 'shown_twice', detail: text })
    seen.add(key)
  }
  return repeated
}

const findUnexpected = (byText: ReadonlyMap<string, Post>, received: readonly Shown[]): readonly MessageViolation[] =>
  received
    .filter(({ owner, chat, text }) => {
      const post = byText.get(text)
      return post?.recipient !== owner || post.sender !== chat
    })
    .map(({ text }) => ({ kind: 'unexpected', detail: text }))

/** Calls that overlapped have no order: only what was accepted before the other was asked for has to come first. */
const findDisorder = (byText: ReadonlyMap<string, Post>, received: readonly Shown[]): readonly MessageViolation[] => {
  const latestAsked = new Map<string, number>()
  const disorder: MessageViolation[] = []
  for (const { owner, chat, text } of received) {
    const post = byText.get(text)
    if (post === undefined || post.acceptedAt === null) continue
    const key = `${chat} ${owner}`
    const latest = latestAsked.get(key) ?? -Infinity
    if (post.acceptedAt < latest) disorder.push({ kind: 'out_of_order', detail: text })
    latestAsked.set(key, Math.max(latest, post.askedAt))
  }
  return disorder
}

const findWrongStatuses = (unproven: readonly Unproven[], received: readonly Shown[]): readonly MessageViolation[] => {
  const texts = new Set(received.map(({ text }) => text))
  return unproven
    .filter(({ text }) => texts.has(text))
    .map(({ text, status }) => ({ kind: 'wrong_status', detail: `${text} is ${status}` }))
}
