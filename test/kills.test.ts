import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'

const runKills = (...args: readonly string[]) =>
  runNode([join(root, 'scripts/kills.mjs'), '--instances', '2', ...args], {
    env: { KHABEER_TEST_POSTGRES_URL: inject('postgresUrl') },
  })

it.each(['sqlite', 'postgres'])(
  'on %s, processes killed at every place that has a name lose nothing and show nothing twice',
  async (store) => {
    const { code, stdout, stderr } = await runKills('--store', store, '--kills', '13')

    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No violation.'),
      stderr: '',
    })
  },
  240_000,
)

it.each([
  ['new-id', 'before_ack', /^ +[1-9]\d* {2}shown_twice/m],
  ['fail-on-restart', 'before_write', /^ +[1-9]\d* {2}lost/m],
])(
  'a design with %s is caught',
  async (control, point, caught) => {
    const { code, stdout } = await runKills('--control', control, '--points', point, '--kills', '2', '--lanes', '1')

    expect(code).toBe(1)
    expect(stdout).toMatch(caught)
  },
  240_000,
)
