import type { Answer, Gateway } from '../stage/gateway.ts'
import type { Lane } from '../stage/lane.ts'
import type { LinkedInstance } from './linked-instance.ts'

const startMs = 30_000
const loginMs = 60_000

/** Creates instances, and has a phone scan the code of each. */
export const linkInstances = async (
  { bell, sandbox, watch }: Lane,
  gateway: Gateway,
  numbers: readonly string[],
): Promise<readonly LinkedInstance[]> => {
  const isStarted = await bell.find(startMs, () => gateway.isStarted || gateway.isGone || undefined)
  if (isStarted === undefined || gateway.isGone) throw new Error('The first process did not start.')

  const link = async (number: string): Promise<LinkedInstance> => {
    const id = Number(answerOf(await gateway.createInstance(number)))
    await sandbox.scanQr(number, String(answerOf(await gateway.qr(id))))
    const isConnected = await bell.find(loginMs, () => watch.isConnected(number) || undefined)
    if (isConnected === undefined) throw new Error(`Instance ${id} did not connect within ${loginMs} ms.`)
    return { id, number }
  }
  return Promise.all(numbers.map(link))
}

const answerOf = (answer: Answer): number | string => {
  if (answer.kind === 'returned' && answer.value !== null) return answer.value
  throw new Error(`A call of the set-up was not answered: ${JSON.stringify(answer)}`)
}
