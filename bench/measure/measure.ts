import { sampleHeaders } from '../sample.ts'
import type { Comparison, Work } from './comparison.ts'
import type { Measure } from './rounds.ts'
import type { Stage } from './stage.ts'

/** Builds the function that measures one line of a comparison. */
export const createMeasure = async (stage: Stage, comparison: Comparison, work: Work): Promise<Measure> => {
  const contender = await stage.contender(work.contender)

  const request = async (forMs: number, over: Extract<Work, { kind: 'http' }>) => {
    const cpuBefore = await contender.call('cpuMs', null)
    const { operations, elapsedMs } = await stage.load.call('load', {
      port: await contender.call('port', null),
      connections: comparison.waiting,
      forMs,
      status: over.status,
      request: {
        method: over.method,
        path: over.path,
        headers: sampleHeaders,
        body: over.body === undefined ? '' : JSON.stringify(over.body),
      },
    })
    return { operations, elapsedMs, cpuMs: (await contender.call('cpuMs', null)) - cpuBefore }
  }

  return async (forMs) => {
    const { operations, elapsedMs, cpuMs } =
      work.kind === 'http'
        ? await request(forMs, work)
        : await contender.call('repeat', { operation: work.operation, lanes: comparison.waiting, forMs })
    if (operations === 0) throw new Error(`${comparison.title}: nothing was done in ${forMs} ms.`)
    const messages = operations * comparison.messages
    return { operations, perSecond: (messages * 1000) / elapsedMs, cpuMicros: (cpuMs * 1000) / messages }
  }
}
