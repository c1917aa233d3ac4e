import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../packages/core/src/errors/codes.ts'
import type { FailureRow } from '../../packages/core/src/queue/retry-policy.ts'
import { failurePolicy } from '../../packages/core/src/queue/retry-policy.ts'
import { disconnects } from '../../packages/core/src/transport/disconnects.ts'
import { root } from '../support/running-process.ts'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'

const page = readPage('docs/errors.md')
const rowsBelow = (heading: string) => tableIn(sectionOf(page, heading))
const codesBelow = (heading: string) => rowsBelow(heading).map(([code]) => codeIn(code))

/** Every match of a pattern's first group in the sources of some parts of core. */
const wordsIn = (pattern: RegExp, ...folders: readonly string[]): readonly string[] => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, 'packages/core/src', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(root, 'packages/core/src', folder, name)),
  )
  const found = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, word = '', other = '']) => [word, other]),
  )
  return [...new Set(found.flat().filter((word) => word !== ''))]
}

describe('docs/errors.md', () => {
  it('lists every error code with its status, whether to try again, and its meaning, and no other', () => {
    const rows = rowsBelow('## Codes').map(([code, status, again, title]) => [
      codeIn(code),
      { status: Number(status), retryable: again === 'yes', title },
    ])

    expect(Object.fromEntries(rows)).toEqual(errorCodes)
  })

  it('lists every code that a failed message may carry, and no other', () => {
    const inRunner = wordsIn(/\bfail\([^,()]+,\s*'(\w+)'/g, 'queue')
    const inPolicy = Object.values(failurePolicy).flatMap(({ code }: FailureRow) =>
      code === null ? [] : [code.replace(/^wa_\d+$/, 'wa_<code>')],
    )
    const inMedia = wordsIn(/readonly code = '(\w+)'/g, 'media')
    const fromWhatsApp = wordsIn(/`(wa_)\$\{/g, 'instances').map((prefix) => `${prefix}<code>`)

    const inSources = new Set([...inRunner, ...inPolicy, ...inMedia, ...fromWhatsApp])
    expect(inSources.size).toBeGreaterThan(4)
    expect(codesBelow('## Message failures').toSorted()).toEqual([...inSources].toSorted())
  })

  it('lists every reason that an instance’s status may have, each with its status, and no other', () => {
    const afterClose = Object.values(disconnects).flatMap(({ status, statusReason }) =>
      statusReason === null ? [] : [{ statusReason, status }],
    )
    const written = wordsIn(/statusReason: '(\w+)'/g, 'instances', 'transport')

    const rows = rowsBelow('## Instance status reasons').map(([reason, status]) => ({
      statusReason: codeIn(reason),
      status: codeIn(status),
    }))
    for (const reason of afterClose) expect(rows).toContainEqual(reason)
    expect(rows.map(({ statusReason }) => statusReason).toSorted()).toEqual([...written].toSorted())
  })
})
