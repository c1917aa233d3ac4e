import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const script = join(root, 'examples/standalone/twenty-lines.mjs')

it('a script of 20 lines delivers a message with core.send() and SQLite in a file', async () => {
  const { code, stdout, stderr } = await runNode([script, join(temporaryFolder(), 'khabeer.db')])

  expect(readFileSync(script, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Message 1 is delivered.')
  expect(stdout).toContain('Your order is ready.')
})
