import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@khabeer/sandbox'
import { expect, it, onTestFinished } from 'vitest'

interface Look {
  readonly listeners: Readonly<Record<string, number>>
  readonly resources: readonly string[]
  readonly threads: number
  readonly started: number
}

interface Report {
  readonly before: Look
  readonly during: Look
  readonly after: Look
}

type Told =
  | { readonly type: 'qr'; readonly number: string; readonly qr: string }
  | { readonly type: 'report'; readonly report: Report }

it('stop() leaves no listener, timer or thread, also after a thread that died, and the process ends by itself', async () => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-test-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const settings = {
    url: sandbox.url,
    rootKey: sandbox.rootKey.toString('base64'),
    caPem: sandbox.caPem,
    file: join(directory, 'khabeer.db'),
    directory: join(directory, 'media'),
    numbers: ['201093619140', '201093619141'],
    reader: '201001234567',
  }
  const program = fileURLToPath(new URL('./fixtures/stopping-host.mjs', import.meta.url))
  const host = fork(program, [JSON.stringify(settings)], { silent: true, execArgv: ['--unhandled-rejections=strict'] })
  const printed: string[] = []
  host.stdout?.on('data', (chunk) => printed.push(String(chunk)))
  host.stderr?.on('data', (chunk) => printed.push(String(chunk)))
  let report: Report | undefined
  host.on('message', (told: Told) => {
    if (told.type === 'report') report = told.report
    else void sandbox.phone(told.number).scanQr(told.qr)
  })
  // A host that does not end by itself is ended, and shows as one without an exit code.
  const impatience = setTimeout(() => host.kill('SIGKILL'), 50_000)

  const [exitCode] = await once(host, 'close')
  clearTimeout(impatience)

  expect(printed.join('')).toBe('')
  expect(exitCode).toBe(0)
  // Two, and the one that took the place of the killed one.
  expect(report?.during).toMatchObject({ threads: 2, started: 3 })
  expect(report?.after.threads).toBe(0)
  expect(report?.after.resources).toEqual(report?.before.resources)
  expect(report?.after.listeners).toEqual(report?.before.listeners)
}, 60_000)
