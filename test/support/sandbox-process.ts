import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { JsonClient } from './json-client.ts'
import { jsonClient } from './json-client.ts'
import { root, startNode } from './running-process.ts'

/** A message as a phone shows it. */
export interface ShownMessage {
  readonly waMessageId: string
  readonly chat: string
  readonly fromMe: boolean
  readonly content: { readonly kind: string; readonly text?: string }
}

/** What the ledger says of one line that a client opened. */
interface LedgerConnection {
  readonly kind: string
}

/** The sandbox in a process of its own. */
export interface SandboxProcess {
  /** The three settings that point the standalone server at it. */
  readonly settings: NodeJS.ProcessEnv
  readonly control: JsonClient
  scanQr(number: string, qrText: string): Promise<void>
  /** What the phone of a number shows. */
  shownTo(number: string): Promise<readonly ShownMessage[]>
  /** How often a client wrote the stanza of a message. */
  timesWritten(waMessageId: string): Promise<number>
  /** What each line was opened for, in order: `registration` by a client that is not linked, or `login`. */
  connectionKinds(): Promise<readonly string[]>
}

/** Starts the sandbox command; it ends with the test. */
export const startSandboxProcess = async (folder: string, args: readonly string[] = []): Promise<SandboxProcess> => {
  const infoFile = join(folder, 'sandbox.json')
  const caFile = join(folder, 'sandbox-ca.pem')
  const script = join(root, 'packages/sandbox/bin/khabeer-sandbox.js')
  const running = startNode([script, '--info-file', infoFile, '--ca-file', caFile, ...args])
  onTestFinished(async () => {
    await running.end('SIGKILL')
  })
  await running.waitFor(/control: \S+\n/)
  // The file is the sandbox's own, written before the line above.
  const info = JSON.parse(readFileSync(infoFile, 'utf8')) as { url: string; rootKey: string; controlUrl: string }
  const control = jsonClient(info.controlUrl, null)

  return {
    settings: {
      KHABEER_WHATSAPP_URL: info.url,
      KHABEER_WHATSAPP_ROOT_KEY: info.rootKey,
      KHABEER_WHATSAPP_CA: caFile,
    },
    control,
    scanQr: async (number, qrText) => {
      const { status, body } = await control('POST', `/admin/mock-phone/scan-qr?number=${number}`, qrText)
      if (status !== 200) throw new Error(`The phone did not scan: ${JSON.stringify(body)}`)
    },
    shownTo: async (number) => (await control<readonly ShownMessage[]>('GET', `/admin/phones/${number}/messages`)).body,
    timesWritten: async (waMessageId) => {
      const { body } = await control<{ readonly stanzas: readonly unknown[] }>(
        'GET',
        `/admin/ledger?waMessageId=${waMessageId}`,
      )
      return body.stanzas.length
    },
    connectionKinds: async () => {
      const { body } = await control<{ readonly connections: readonly LedgerConnection[] }>('GET', '/admin/ledger')
      return body.connections.map(({ kind }) => kind)
    },
  }
}
