import { randomUUID } from 'node:crypto'
import type { ApiRequest } from './exchange.ts'

const printable = /^[\x20-\x7e]{1,128}$/u

/** Gives the id of a request: the one it came with, if that is 1 to 128 printable ASCII characters, else a new one. */
export const requestIdOf = (headers: ApiRequest['headers']): string => {
  const given = headers['x-request-id']
  return typeof given === 'string' && printable.test(given) ? given : randomUUID()
}
