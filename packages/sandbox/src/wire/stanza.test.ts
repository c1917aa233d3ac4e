import { describe, expect, it } from 'vitest'
import type { Stanza } from './stanza.ts'
import { bytesOf, child, childrenOf, textOf } from './stanza.ts'

const list: Stanza = {
  tag: 'list',
  attrs: {},
  content: [
    { tag: 'key', attrs: { id: '1' } },
    { tag: 'skey', attrs: {}, content: Buffer.from('abc') },
    { tag: 'key', attrs: { id: '2' } },
  ],
}

describe('child and childrenOf', () => {
  it('find children by tag, in order', () => {
    expect(child(list, 'key')?.attrs.id).toBe('1')
    expect(child(list, 'absent')).toBeUndefined()
    expect(childrenOf(list, 'key').map((key) => key.attrs.id)).toEqual(['1', '2'])
    expect(childrenOf(list)).toHaveLength(3)
  })

  it('find none in a leaf', () => {
    expect(childrenOf({ tag: 'enc', attrs: {}, content: Buffer.from('abc') })).toEqual([])
    expect(childrenOf({ tag: 'enc', attrs: {} })).toEqual([])
  })
})

describe('bytesOf and textOf', () => {
  it('read the content of a leaf', () => {
    const leaf: Stanza = { tag: 'enc', attrs: {}, content: new TextEncoder().encode('Größe') }

    expect(bytesOf(leaf)).toEqual(Buffer.from('Größe'))
    expect(textOf(leaf)).toBe('Größe')
  })

  it('read nothing where there are no bytes', () => {
    expect(bytesOf(list)).toEqual(Buffer.alloc(0))
    expect(textOf({ tag: 'enc', attrs: {} })).toBe('')
  })
})
