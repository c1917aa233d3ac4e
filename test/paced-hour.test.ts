import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'

const runPacedHour = (...args: readonly string[]) =>
  runNode([join(root, 'scripts/paced-hour.mjs'), '--minutes', '20', '--restart-every', '6', ...args], {
    env: { KHABEER_TEST_POSTGRES_URL: inject('postgresUrl') },
  })

it('two processes that are restarted keep a number to its pace, its gaps and its caps, whatever is asked for', async () => {
  const { code, stdout, stderr } = await runPacedHour()

  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No violation.'),
    stderr: '',
  })
}, 240_000)

it('without a pace and limits, that is noticed', async () => {
  const { code, stdout } = await runPacedHour(
    '--control',
    '--instances',
    '1',
    '--minutes',
    '16',
    '--restart-every',
    '20',
  )

  expect(code).toBe(1)
  expect(stdout).toMatch(/^pace: /m)
}, 240_000)
