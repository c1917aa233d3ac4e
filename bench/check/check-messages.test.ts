import { describe, expect, it } from 'vitest'
import { checkMessages } from './check-messages.ts'
import type { MessageHistory, Post, Shown } from './message-history.ts'

const sender = '201011000000'
const recipient = '201012000000'

const post = (text: string, askedAt: number, acceptedAt: number | null): Post => ({
  text,
  sender,
  recipient,
  askedAt,
  acceptedAt,
})
const shown = (text: string): Shown => ({ owner: recipient, chat: sender, fromMe: false, text })

const check = (history: Omit<MessageHistory, 'unproven'> & Partial<MessageHistory>) =>
  checkMessages({ unproven: [], ...history })

describe('checkMessages', () => {
  it('finds nothing where each message is shown once, in order, and the sender sees its own', () => {
    const posts = [post('a', 1, 2), post('b', 3, 4)]
    const own: Shown = { owner: sender, chat: recipient, fromMe: true, text: 'a' }

    expect(check({ posts, shown: [shown('a'), own, shown('b')] })).toEqual([])
  })

  it('finds what was accepted and is not shown', () => {
    expect(check({ posts: [post('a', 1, 2), post('b', 3, 4)], shown: [shown('b')] })).toEqual([
      { kind: 'lost', detail: 'a' },
    ])
  })

  it('lets a call whose outcome nobody knows be shown or not', () => {
    const posts = [post('a', 1, null), post('b', 3, null)]

    expect(check({ posts, shown: [shown('b')] })).toEqual([])
  })

  it('finds what a phone shows twice, though under two ids', () => {
    expect(check({ posts: [post('a', 1, 2)], shown: [shown('a'), shown('a')] })).toEqual([
      { kind: 'shown_twice', detail: 'a' },
    ])
  })

  it('finds what nobody sent, and what came to another phone or from another number', () => {
    const elsewhere: Shown = { ...shown('a'), owner: '201012000001' }
    const foreign: Shown = { ...shown('b'), chat: '201011000001' }
    const posts = [post('a', 1, 2), post('b', 3, 4)]

    expect(check({ posts, shown: [elsewhere, foreign, shown('c')] })).toEqual([
      { kind: 'unexpected', detail: 'a' },
      { kind: 'unexpected', detail: 'b' },
      { kind: 'unexpected', detail: 'c' },
    ])
  })

  it('finds a message shown after one that was asked for when it had been accepted', () => {
    expect(check({ posts: [post('a', 1, 2), post('b', 3, 4)], shown: [shown('b'), shown('a')] })).toEqual([
      { kind: 'out_of_order', detail: 'a' },
    ])
  })

  it('asks no order of calls that overlapped, nor of two chats', () => {
    const overlapping = [post('a', 1, 4), post('b', 2, 3)]
    const otherChat: Post = { ...post('a', 1, 2), recipient: '201012000001' }
    const shownThere: Shown = { ...shown('a'), owner: '201012000001' }

    expect(check({ posts: overlapping, shown: [shown('b'), shown('a')] })).toEqual([])
    expect(check({ posts: [otherChat, post('b', 3, 4)], shown: [shown('b'), shownThere] })).toEqual([])
  })

  it('finds a message that is shown although its row does not say so', () => {
    const unproven = [
      { text: 'a', status: 'failed' },
      { text: 'b', status: 'queued' },
    ]

    expect(check({ posts: [post('a', 1, 2), post('b', 3, null)], shown: [shown('a')], unproven })).toEqual([
      { kind: 'wrong_status', detail: 'a is failed' },
    ])
  })
})
