import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../play/seeded-random.ts'
import type { SandboxProcess } from '../../process/start-sandbox.ts'
import type { ChangeBell } from '../../watch/change-bell.ts'
import type { Cluster } from '../stage/cluster.ts'
import type { LedgerWatch } from '../watch/ledger-watch.ts'
import type { Call } from './api-client.ts'
import type { LinkedInstance } from './instance.ts'

const atOnce = 3
const codeAskedEveryMs = 200
const codeTimeoutMs = 60_000
const loginTimeoutMs = 60_000

/** What linking needs. */
export interface LinkingStage {
  readonly cluster: Cluster
  readonly sandbox: SandboxProcess
  readonly watch: LedgerWatch
  readonly bell: ChangeBell
  readonly call: Call
  readonly random: Random
}

/** Creates instances and has a phone scan the code of each; any member may be asked, whoever owns the instance. */
export const linkInstances = async (
  stage: LinkingStage,
  numbers: readonly string[],
): Promise<readonly LinkedInstance[]> => {
  const waiting = [...numbers]
  const linked: LinkedInstance[] = []
  const lane = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      linked.push(await linkInstance(stage, number))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return linked.toSorted((first, second) => first.id - second.id)
}

const linkInstance = async (stage: LinkingStage, number: string): Promise<LinkedInstance> => {
  const { cluster, sandbox, watch, bell, call, random } = stage
  const anyMember = () => random.pick(cluster.members())
  const created = await call(anyMember(), { method: 'POST', path: '/api/v1/instances', body: { name: number } })
  if (created.kind === 'unknown' || created.status !== 201) {
    throw new Error(`No instance was created: ${JSON.stringify(created)}`)
  }
  const id = Number(created.body.id)
  await sandbox.scanQr(
    number,
    await readCode(() => call(anyMember(), { method: 'GET', path: `/api/v1/instances/${id}/qr` })),
  )
  const line = await bell.find(loginTimeoutMs, () => watch.liveLine(number))
  if (line === undefined) throw new Error(`Instance ${id} did not connect within ${loginTimeoutMs} ms.`)
  return { id, number }
}

const readCode = async (ask: () => ReturnType<Call>): Promise<string> => {
  const givesUpAt = performance.now() + codeTimeoutMs
  for (;;) {
    const answer = await ask()
    if (answer.kind === 'answered' && typeof answer.body.qr_text === 'string') return answer.body.qr_text
    if (performance.now() > givesUpAt) throw new Error(`No QR code came within ${codeTimeoutMs} ms.`)
    await delay(codeAskedEveryMs)
  }
}
