import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runNode } from './support/running-process.ts'

// How long a host is silent says little on a machine that is busy, and a test cannot wait as long as the client.
const short = ['--quick', '--gap-ms', '2500']

const runChaos = (...args: readonly string[]) => runNode([join(root, 'scripts/chaos.mjs'), ...short, ...args])

it('a host outlives WhatsApp, the network and the database gone wrong, says nothing private and ends clean', async () => {
  const size = ['--instances', '4', '--faults', '200', '--rate', '60', '--speed', '60']

  const { code, stdout, stderr } = await runChaos(...size)

  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No problem.'),
    stderr: '',
  })
}, 240_000)

const few = ['--instances', '1', '--faults', '5', '--rate', '20', '--speed', '60']

it('a host that prints, leaks, hangs and stays is noticed', async () => {
  const { code, stdout } = await runChaos(...few, '--control', 'print,leak,secret,block,linger')

  expect(code).toBe(1)
  expect(stdout).toContain('It printed: Closing session')
  expect(stdout).toContain('There is a phone number in what the library logged.')
  expect(stdout).toContain('There is private key material in what the library logged.')
  expect(stdout).toMatch(/The host did not answer for \d{4} ms\./)
  expect(stdout).toContain('Left open after stop(): 1 Timeout, 1 SIGUSR2 listener of the process.')
}, 240_000)
