import { describe, expect, it } from 'vitest'
import { fairShare } from './fair-share.ts'

const census = (
  instances: number,
  held: Readonly<Record<string, number>>,
  max: Readonly<Record<string, number>> = {},
) => ({
  instances,
  workers: Object.entries(held).map(([ownerId, count]) => ({
    ownerId,
    held: count,
    maxInstances: max[ownerId] ?? null,
  })),
})

describe('the share of a process', () => {
  it('is everything for one alone, up to what it takes', () => {
    expect(fairShare('a', census(50, { a: 0 }))).toEqual({ most: 50, handOver: 0 })
    expect(fairShare('a', census(50, { a: 0 }, { a: 20 }))).toEqual({ most: 20, handOver: 0 })
  })

  it('is even among several, and what does not divide is nobody’s loss', () => {
    expect(fairShare('a', census(50, { a: 17, b: 17, c: 16 }))).toEqual({ most: 17, handOver: 0 })
    expect(fairShare('c', census(50, { a: 17, b: 17, c: 16 }))).toEqual({ most: 17, handOver: 0 })
  })

  it('shrinks when one joins: those above it hand over', () => {
    expect(fairShare('a', census(50, { a: 25, b: 25, c: 0 }))).toEqual({ most: 17, handOver: 8 })
    expect(fairShare('c', census(50, { a: 25, b: 25, c: 0 }))).toEqual({ most: 17, handOver: 0 })
  })

  it('leaves what one cannot take to the others', () => {
    const workers = census(50, { a: 0, b: 0, c: 0 }, { a: 4 })

    expect(fairShare('a', workers).most).toBe(4)
    expect(fairShare('b', workers).most).toBe(23)
    expect(fairShare('c', workers).most).toBe(23)
  })

  it('is given by whoever can spare one when somebody has too few', () => {
    const workers = census(4, { a: 2, b: 2, c: 0 })

    expect([fairShare('a', workers).handOver, fairShare('b', workers).handOver]).toEqual([1, 0])
  })

  it('is not given away while free ones are left for who has too few', () => {
    expect(fairShare('a', census(5, { a: 2, b: 2, c: 0 })).handOver).toBe(0)
  })

  it('is nothing for a process that does not count', () => {
    expect(fairShare('z', census(5, { a: 5 }))).toEqual({ most: 0, handOver: 0 })
  })

  it('adds up to everything, however many share', () => {
    for (let count = 1; count <= 9; count += 1) {
      for (let instances = 0; instances <= 30; instances += 1) {
        const held = Object.fromEntries(Array.from({ length: count }, (_, index) => [`w${index}`, 0]))
        const shares = Object.keys(held).map((id) => fairShare(id, census(instances, held)).most)
        expect(shares.reduce((total, share) => total + share, 0)).toBeGreaterThanOrEqual(instances)
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
      }
    }
  })
})
