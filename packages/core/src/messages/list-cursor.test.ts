import { expect, test } from 'vitest'
import { readCursor, toCursor } from './list-cursor.ts'

const place = { queuedAt: Date.UTC(2026, 10, 23, 12), id: 4711 }

test('a cursor is read as the place it was written for, and needs no escaping', () => {
  expect(readCursor(toCursor(place))).toEqual(place)
  expect(toCursor(place)).toMatch(/^[\w-]+$/)
})

test('a cursor with any one character changed, added or left out is none', () => {
  const cursor = toCursor(place)
  const damaged = [...cursor].flatMap((character, index) => {
    const [before, behind] = [cursor.slice(0, index), cursor.slice(index + 1)]
    const others = ['A', 'z', '0', '-', '_', '=', ' ', '.'].filter((other) => other !== character)
    return [
      before + behind,
      ...others.flatMap((other) => [before + other + behind, before + other + character + behind]),
    ]
  })

  expect(damaged.filter((each) => each !== cursor && readCursor(each) !== null)).toEqual([])
})

test.each([undefined, null, 7, '', 'abc', 'x'.repeat(10_000), ['a']])('%j is no cursor', (value) => {
  expect(readCursor(value)).toBeNull()
})
