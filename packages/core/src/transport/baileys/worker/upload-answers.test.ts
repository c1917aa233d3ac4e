import { describe, expect, it } from 'vitest'
import { refuseTheFile } from './upload-answers.ts'

describe('refuseTheFile', () => {
  it.each([[[400]], [[404]], [[413]], [[415, 413]]])('is so of %j', (answers) => {
    expect(refuseTheFile(answers)).toBe(true)
  })

  it.each([
    ['nobody was asked', []],
    ['nobody answered', [null]],
    ['a host is in trouble', [500]],
    ['the access has run out', [401]],
    ['the access is not taken', [403]],
    ['a host was too slow', [408]],
    ['a host asks to slow down', [429]],
    ['an answer is none that can be read', [200]],
    ['one of two hosts is in trouble', [413, 503]],
    ['one of two hosts did not answer', [413, null]],
  ])('is not so when %s', (_name, answers) => {
    expect(refuseTheFile(answers)).toBe(false)
  })
})
