import { randomBytes } from 'node:crypto'

/** Makes the id that WhatsApp will know a message by: `3EB0` and 18 upper-case hex digits, as its own web client does. */
export const createWaMessageId = (): string => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`
