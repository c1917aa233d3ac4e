import { KhabeerError } from '../errors/khabeer-error.ts'

const maxDepth = 32

/**
 * Refuses what would mean different things to different readers of the same JSON: nesting beyond 32 levels, keys that
 * reach for an object's prototype. What texts may hold is judged by whoever reads them. Throws `invalid_request`.
 */
export const checkJson = (value: unknown): void => check(value, 1)

const check = (value: unknown, depth: number): void => {
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw refuse(`The body is nested deeper than ${maxDepth} levels.`)
  if (Array.isArray(value)) {
    for (const item of value) check(item, depth + 1)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__' || (key === 'constructor' && hasPrototypeKey(item))) {
      throw refuse(`The key ${key} is not allowed. Leave it out.`)
    }
    check(item, depth + 1)
  }
}

const hasPrototypeKey = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')

const refuse = (message: string): KhabeerError => new KhabeerError('invalid_request', message)
