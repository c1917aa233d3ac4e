import { Session } from 'node:inspector/promises'

/** What JavaScript uses, in bytes: heap and buffers, after two collections of garbage. */
export interface MemoryReading {
  readonly host: number
  /** All other threads together. */
  readonly threads: number
  /** What the system counts for the whole process; freed memory stays in it. */
  readonly resident: number
}

const usedIn = ({ heapUsed, external }: NodeJS.MemoryUsage): number => heapUsed + external

/** Measures this thread and, through the inspector, every other one: their code is not ours to change. */
export const measureMemory = async (): Promise<MemoryReading> => {
  const threads = await measureThreads()
  // Twice: what a finalizer frees is gone with the next one only.
  globalThis.gc?.()
  globalThis.gc?.()
  const usage = process.memoryUsage()
  return { host: usedIn(usage), threads, resident: usage.rss }
}

const measureThreads = async (): Promise<number> => {
  const session = new Session()
  session.connect()
  try {
    const readings: Promise<number>[] = []
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      readings.push(measureThread(session, params.sessionId))
    })
    // Tells of those that run already before it resolves.
    await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    const used = await Promise.all(readings)
    await session.post('NodeWorker.disable')
    return used.reduce((sum, bytes) => sum + bytes, 0)
  } finally {
    session.disconnect()
  }
}

/** What a thread answers to a command of the inspector. */
interface ThreadAnswer {
  readonly id?: number
  readonly result?: { readonly result?: { readonly value?: string } }
}

const measureThread = async (session: Session, sessionId: string): Promise<number> => {
  const ask = (id: number, method: string, params: object = {}): Promise<ThreadAnswer> =>
    new Promise((resolve, reject) => {
      const hear = ({ params: heard }: { readonly params: { sessionId: string; message: string } }): void => {
        if (heard.sessionId !== sessionId) return
        // The inspector's own words, whose type this is.
        const answer = JSON.parse(heard.message) as ThreadAnswer
        if (answer.id !== id) return
        session.off('NodeWorker.receivedMessageFromWorker', hear)
        resolve(answer)
      }
      session.on('NodeWorker.receivedMessageFromWorker', hear)
      session
        .post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject)
    })
  await ask(1, 'HeapProfiler.collectGarbage')
  await ask(2, 'HeapProfiler.collectGarbage')
  const expression = 'JSON.stringify(process.memoryUsage())'
  const { result } = await ask(3, 'Runtime.evaluate', { expression, returnByValue: true })
  const text = result?.result?.value
  if (text === undefined) throw new Error('A thread did not tell how much memory it uses.')
  // What the expression above gives.
  return usedIn(JSON.parse(text) as NodeJS.MemoryUsage)
}
