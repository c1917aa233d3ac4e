import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeBell } from '../../watch/change-bell.ts'
import type { Call } from './api-client.ts'
import type { WhatsAppWatch } from './whatsapp-watch.ts'

/** One number of a run and its instance. */
export interface LinkedNumber {
  readonly instanceId: number
  readonly number: string
}

/** What linking needs. */
export interface LinkingStage {
  readonly call: Call
  readonly scanQr: (number: string, qrText: string) => Promise<void>
  readonly watch: WhatsAppWatch
  readonly bell: ChangeBell
  /** Hears each QR text. */
  readonly onQr: (qrText: string) => void
}

const atOnce = 4
const codeAskedEveryMs = 100
const codeTimeoutMs = 60_000
const loginTimeoutMs = 60_000

/** Creates an instance for each number and has its phone scan the code. */
export const linkNumbers = async (
  stage: LinkingStage,
  numbers: readonly string[],
): Promise<readonly LinkedNumber[]> => {
  const waiting = [...numbers]
  const linked: LinkedNumber[] = []
  const lane = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      linked.push(await linkNumber(stage, number))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return linked.toSorted((first, second) => first.instanceId - second.instanceId)
}

const linkNumber = async (stage: LinkingStage, number: string): Promise<LinkedNumber> => {
  const { call, watch, bell } = stage
  const created = await call('POST', '/instances', { name: 'Shop' })
  if (created.kind === 'unknown' || created.status !== 201) {
    throw new Error(`No instance was created: ${JSON.stringify(created)}`)
  }
  const instanceId = Number(created.body.id)
  const qrText = await readCode(call, instanceId)
  stage.onQr(qrText)
  await stage.scanQr(number, qrText)
  const isLive = await bell.find(loginTimeoutMs, () => watch.isLive(number) || undefined)
  if (isLive === undefined) throw new Error(`Instance ${instanceId} did not connect within ${loginTimeoutMs} ms.`)
  return { instanceId, number }
}

const readCode = async (call: Call, instanceId: number): Promise<string> => {
  const givesUpAt = performance.now() + codeTimeoutMs
  for (;;) {
    const answer = await call('GET', `/instances/${instanceId}/qr`)
    if (answer.kind === 'answered' && typeof answer.body.qr_text === 'string') return answer.body.qr_text
    if (performance.now() > givesUpAt) throw new Error(`No QR code came within ${codeTimeoutMs} ms.`)
    await delay(codeAskedEveryMs)
  }
}
