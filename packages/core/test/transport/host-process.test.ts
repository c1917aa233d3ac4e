import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Look {
  readonly listeners: Readonly<Record<string, number>>
  readonly isConsoleTheSame: boolean
  readonly isAsyncLocalStorageTheSame: boolean
  readonly resources: readonly string[]
}

interface Report {
  readonly scripts: readonly string[]
  readonly before: Look
  readonly during: Look
  readonly after: Look
}

type Told =
  | { readonly type: 'qr'; readonly qr: string }
  | { readonly type: 'ready' }
  | { readonly type: 'report'; readonly report: Report }

const number = '491510000001'
const writer = '491510000002'

/** Runs a host of its own: what happens in its thread is the host's, and nothing else is in it. */
const runHost = async (sandbox: Sandbox, temporaryDirectory: string) => {
  const settings = {
    url: sandbox.url,
    rootKey: sandbox.rootKey.toString('base64'),
    caPem: sandbox.caPem,
    temporaryDirectory,
  }
  const host = fork(fileURLToPath(new URL('./support/host-program.mjs', import.meta.url)), [JSON.stringify(settings)], {
    silent: true,
    execArgv: [],
  })
  const printed: string[] = []
  host.stdout?.on('data', (chunk) => printed.push(String(chunk)))
  host.stderr?.on('data', (chunk) => printed.push(String(chunk)))
  let report: Report | undefined
  host.on('message', (told: Told) => {
    if (told.type === 'qr')
      sandbox
        .phone(number)
        .scanQr(told.qr)
        .catch((error: unknown) => printed.push(String(error)))
    if (told.type === 'ready')
      sandbox
        .contact(writer)
        .send(number, 'hello')
        .catch((error: unknown) => printed.push(String(error)))
    if (told.type === 'report') report = told.report
  })
  // A host that does not end by itself is ended, and shows as one without an exit code.
  const impatience = setTimeout(() => host.kill('SIGKILL'), 40_000)
  const [exitCode] = await once(host, 'close')
  clearTimeout(impatience)
  return { exitCode, printed: printed.join(''), report }
}

let sandbox: Sandbox
let temporaryDirectory: string
let run: Awaited<ReturnType<typeof runHost>>
beforeAll(async () => {
  sandbox = await startSandbox()
  temporaryDirectory = await mkdtemp(join(tmpdir(), 'khabeer-host-'))
  run = await runHost(sandbox, temporaryDirectory)
})
afterAll(async () => {
  await sandbox.close()
  await rm(temporaryDirectory, { recursive: true, force: true })
})

describe('in the host, while the worker links, receives and sends', () => {
  it('the message arrives and the process ends by itself', () => {
    expect(run.printed).toBe('')
    expect(run.exitCode).toBe(0)
    expect(
      sandbox
        .contact(writer)
        .inbox()
        .map(({ content }) => content),
    ).toEqual([{ kind: 'text', text: 'an answer' }])
  })

  it('no script of the client is parsed', () => {
    const scripts = run.report?.scripts ?? []

    expect(scripts.some((url) => url.endsWith('/core/dist/baileys.js'))).toBe(true)
    expect(scripts.filter((url) => /@whiskeysockets|libsignal|whatsapp-rust-bridge|baileys-worker/.test(url))).toEqual(
      [],
    )
  })

  it('console, AsyncLocalStorage and the listeners of the process stay what they were', () => {
    const { before, during, after } = run.report ?? {}
    const untouched = { listeners: before?.listeners, isConsoleTheSame: true, isAsyncLocalStorageTheSame: true }

    expect(during).toMatchObject(untouched)
    expect(after).toMatchObject(untouched)
  })

  it('closing leaves no thread, timer or handle', () => {
    expect(run.report?.during.resources).not.toEqual([])
    expect(run.report?.after.resources).toEqual([])
  })

  it('leaves no file behind', async () => {
    expect(await readdir(temporaryDirectory)).toEqual([])
  })
})
