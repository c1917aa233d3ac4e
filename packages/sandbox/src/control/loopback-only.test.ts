import { describe, expect, it } from 'vitest'
import { assertLoopback } from './loopback-only.ts'

describe('loopback only', () => {
  it.each(['127.0.0.1', '127.0.0.1:8081', 'localhost:80', '[::1]:8081'])('lets %s in', (host) => {
    expect(() => assertLoopback({ host })).not.toThrow()
  })

  it.each(['example.org', 'example.org:8081', '127.0.0.1.example.org', '10.0.0.1', '', undefined])(
    'keeps host %s out',
    (host) => {
      expect(() => assertLoopback({ host })).toThrow(expect.objectContaining({ status: 403 }))
    },
  )

  it.each(['https://example.org', 'null'])('keeps a page of %s out', (origin) => {
    expect(() => assertLoopback({ host: '127.0.0.1', origin })).toThrow(expect.objectContaining({ status: 403 }))
  })
})
