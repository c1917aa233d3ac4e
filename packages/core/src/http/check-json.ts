import { KhabeerError } from '../errors/khabeer-error.ts'

const maxDepth = 32

/**
 * Refuses what would mean different things to different readers of the same JSON: nesting beyond 32 levels, keys that
 * reach for an object's prototype, NUL and halves of surrogate pairs. Throws `invalid_request` naming the place.
 */
export const checkJson = (value: unknown): void => check(value, '', 1)

const check = (value: unknown, place: string, depth: number): void => {
  if (typeof value === 'string') checkText(value, place)
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw refuse(`The body is nested deeper than ${maxDepth} levels.`)
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(item, `${place}[${index}]`, depth + 1)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    checkText(key, place)
    if (key === '__proto__' || (key === 'constructor' && hasPrototypeKey(item))) {
      throw refuse(`The key ${key} is not allowed. Leave it out.`)
    }
    check(item, place === '' ? key : `${place}.${key}`, depth + 1)
  }
}

const hasPrototypeKey = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')

const checkText = (text: string, place: string): void => {
  const where = place === '' ? 'The body' : place.slice(0, 200)
  if (text.includes('\0')) throw refuse(`${where} contains a NUL character (U+0000). Leave it out.`)
  // With the u flag a whole pair is one code point, so only halves match.
  if (/\p{Surrogate}/u.test(text)) {
    throw refuse(`${where} contains half of a surrogate pair. Send the whole character.`)
  }
}

const refuse = (message: string): KhabeerError => new KhabeerError('invalid_request', message)
