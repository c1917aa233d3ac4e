import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'

// How fast a takeover is says nothing on a machine that runs other tests beside it.
const busyMachine = ['--slack-ms', '30000']

const runCluster = (...args: readonly string[]) =>
  runNode([join(root, 'scripts/cluster.mjs'), ...busyMachine, ...args], {
    env: { KHABEER_TEST_POSTGRES_URL: inject('postgresUrl') },
  })

it('processes that are killed, halted and ended lose nothing, show nothing twice, and never act for the same number', async () => {
  const { code, stdout, stderr } = await runCluster('--rounds', '6', '--instances', '6', '--lease-ms', '2000')

  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No violation.'),
    stderr: '',
  })
}, 240_000)

it('without a fence a process that was halted writes what it does not own any more, and that is noticed', async () => {
  const control = ['--control', '--rounds', '1', '--faults', 'stop', '--members', '2', '--instances', '2']

  const { code, stdout } = await runCluster(...control, '--lease-ms', '1500')

  expect(code).toBe(1)
  // Counted, for the report names only the first of what it found.
  expect(stdout).toMatch(/^ +[1-9]\d* {2}stale_write/m)
}, 240_000)
