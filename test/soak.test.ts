import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'

const runSoak = (...args: readonly string[]) => runNode([join(root, 'scripts/soak.mjs'), ...args])

it('a host whose lines are cut again and again delivers each message once, keeps no memory and leaves nothing open', async () => {
  const size = ['--instances', '10', '--messages', '300', '--reconnects', '2', '--speed', '30']

  const { code, stdout, stderr } = await runSoak(...size)

  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No problem.'),
    stderr: '',
  })
}, 180_000)

it('memory that is kept and a message that is sent twice are noticed', async () => {
  const size = ['--instances', '1', '--messages', '40', '--reconnects', '1', '--speed', '60', '--margin-mb', '1']

  const { code, stdout } = await runSoak(...size, '--control', 'grow,repeat')

  expect(code).toBe(1)
  expect(stdout).toMatch(/The host's thread used [\d.]+ MB after the warm-up/)
  expect(stdout).toMatch(/\d+ messages are on a screen more than once/)
}, 180_000)
