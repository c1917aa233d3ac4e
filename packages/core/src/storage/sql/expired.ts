import type { MessagePatch } from './change-message.ts'

/** What a message becomes whose time was over before it left. */
export const expired: MessagePatch = {
  status: 'expired',
  error: 'Its time was over before it could be sent.',
}
