import { randomUUID } from 'node:crypto'
import type { ApiRequest } from './exchange.ts'

// Logs name it: whoever asks writes nothing else into them, and least of all to whom a message goes.
const safe = /^[\w.-]{1,128}$/
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const phoneNumber = /(?<![a-z\d])\d{7,15}(?![a-z\d])/i

/**
 * Gives the id of a request: the one it came with, if that is 1 to 128 letters, digits, dots, dashes and underscores
 * and holds nothing that may be a phone number, else a new one.
 */
export const requestIdOf = (headers: ApiRequest['headers']): string => {
  const given = headers['x-request-id']
  return typeof given === 'string' && isSafe(given) ? given : randomUUID()
}

const isSafe = (id: string): boolean => safe.test(id) && (uuid.test(id) || !phoneNumber.test(id))
