import { once } from 'node:events'
import { existsSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { SandboxInfo } from '../../packages/sandbox/src/control/control-api.ts'
import type { Children } from './start-child.ts'

/** A sandbox in a process of its own. */
export interface SandboxProcess {
  readonly info: SandboxInfo
  /** Has the phone of a number scan a QR code. */
  scanQr(number: string, qrText: string): Promise<void>
  /** Sets a fault, in the words of the control API. */
  setFault(fault: { readonly kind: string } & Readonly<Record<string, unknown>>): Promise<void>
  /** Takes every fault back. */
  clearFaults(): Promise<void>
}

/** Starts the sandbox's command. */
export const startSandbox = async (
  children: Children,
  { root, folder, args = [] }: { readonly root: string; readonly folder: string; readonly args?: readonly string[] },
): Promise<SandboxProcess> => {
  const infoFile = join(folder, 'sandbox.json')
  const logFile = join(folder, 'sandbox.log')
  const appeared = whenThere(folder, infoFile)
  const child = children.start(
    join(root, 'packages/sandbox/bin/khabeer-sandbox.js'),
    ['--info-file', infoFile, ...args],
    logFile,
  )
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The sandbox ended: ${readFileSync(logFile, 'utf8').slice(-2_000)}`)
  })
  await Promise.race([appeared, ended])
  ended.catch(() => undefined) // its feed ends with it, and is watched
  // The sandbox's own file, whose type this is.
  const info = JSON.parse(readFileSync(infoFile, 'utf8')) as SandboxInfo

  const control = async (method: 'POST' | 'DELETE', path: string, body?: string): Promise<void> => {
    // On a busy machine a connection that is kept may be closed by the other side just when it is used again.
    const headers = { connection: 'close' }
    const answer = await fetch(`${info.controlUrl}${path}`, { method, headers, ...(body !== undefined && { body }) })
    if (!answer.ok) throw new Error(`The sandbox refused ${method} ${path}: ${await answer.text()}`)
  }

  return {
    info,
    scanQr: (number, qrText) => control('POST', `/admin/mock-phone/scan-qr?number=${number}`, qrText),
    setFault: (fault) => control('POST', '/admin/faults', JSON.stringify(fault)),
    clearFaults: () => control('DELETE', '/admin/faults'),
  }
}

const whenThere = (folder: string, file: string): Promise<void> =>
  new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    })
  })
