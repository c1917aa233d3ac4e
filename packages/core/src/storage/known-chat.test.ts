import { expect, it } from 'vitest'
import { isKnownChat, knownChatMs } from './known-chat.ts'

it('knows whoever wrote within thirty days', () => {
  expect(isKnownChat(null, 5)).toBe(false)
  expect(isKnownChat(5, knownChatMs + 5)).toBe(true)
  expect(isKnownChat(5, knownChatMs + 6)).toBe(false)
})
