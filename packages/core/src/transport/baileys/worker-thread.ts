import { Worker } from 'node:worker_threads'
import { errorFacts } from '../../errors/error-facts.ts'
import type { ConnectionEvent, ConnectOptions, TransportContext } from '../transport.ts'
import { answerRequest } from './host-answers.ts'
import { createPendingAnswers } from './pending-answers.ts'
import type { SpeakingTime } from './speaking-time.ts'
import type {
  CallResults,
  ConnectionCall,
  HostRequest,
  PlainError,
  ThreadSettings,
  ToHost,
  ToWorker,
} from './thread-messages.ts'

/** How long the worker may take to close its connections before it is ended. */
const finishMs = 10_000

/** A worker thread in which the client runs, seen from the host's thread. */
export interface WorkerThread {
  connect(options: ConnectOptions): ThreadLine
  /** How many lines it has that are not closed. */
  lines(): number
  /** Whether one of them is the instance's. */
  holds(instanceId: number): boolean
  /** Drops what the client remembers of an instance that has no line here. */
  forget(instanceId: number): void
  /** Closes every connection, then ends the thread. Idempotent. */
  stop(): Promise<void>
}

/** One connection inside the thread. */
export interface ThreadLine {
  isClosed(): boolean
  /** Resolves after the `closed` event. */
  readonly closed: Promise<void>
  call<M extends keyof CallResults>(call: Extract<ConnectionCall, { method: M }>): Promise<CallResults[M]>
}

interface Peer {
  readonly options: ConnectOptions
  readonly resolveClosed: () => void
  /** What is being read or written for it. */
  readonly answers: Set<Promise<void>>
}

/** Starts the thread; `onGone` is called once, as soon as it takes no more connections. */
export const startWorkerThread = (
  context: TransportContext,
  speakingTime: SpeakingTime,
  onGone: () => void,
): WorkerThread => {
  const { logger, temporaryDirectory: directory } = context
  const peers = new Map<number, Peer>()
  const calls = createPendingAnswers()
  let lastConnectionId = 0
  let stopping: Promise<void> | undefined
  let isGone = false

  const worker = new Worker(new URL('./baileys-worker.js', import.meta.url), {
    name: 'khabeer-baileys',
    // What the client prints may hold private keys: it is read and dropped, never passed on.
    stdout: true,
    stderr: true,
    execArgv: [],
    env: { TMPDIR: directory, TMP: directory, TEMP: directory },
    workerData: { whatsApp: { ...context.whatsApp }, speakingTime: speakingTime.memory } satisfies ThreadSettings,
  })
  worker.stdout.resume()
  worker.stderr.resume()

  const post = (message: ToWorker) => worker.postMessage(message)

  const deliver = (connectionId: number, event: ConnectionEvent) => {
    const peer = peers.get(connectionId)
    if (peer === undefined) return
    if (event.type === 'closed') peers.delete(connectionId)
    try {
      peer.options.onEvent(event)
    } catch (error) {
      logger.error(
        { instanceId: peer.options.instanceId, event: event.type, error: nameOf(error) },
        'event listener threw',
      )
    }
    if (event.type === 'closed') peer.resolveClosed()
  }

  const bury = () => {
    if (isGone) return
    isGone = true
    onGone()
    calls.abandon(threadEnded)
    for (const [connectionId, { answers }] of [...peers]) {
      const close = () =>
        deliver(connectionId, { type: 'closed', reason: 'connection_lost', detail: threadEnded.message })
      // Whoever connects next must not read keys that a write of this thread is still about to change.
      if (answers.size > 0) void Promise.all(answers).then(close)
      else close()
    }
  }

  const answer = (connectionId: number, id: number, request: HostRequest) => {
    const peer = isGone ? undefined : peers.get(connectionId)
    const answering = answerRequest(peer?.options, request, logger)
      .then((outcome) => post({ type: 'answer', id, outcome }))
      .catch(ignoreLateAnswer)
      .finally(() => peer?.answers.delete(answering))
    peer?.answers.add(answering)
  }

  const receive = (message: ToHost) => {
    switch (message.type) {
      case 'event':
        return deliver(message.connectionId, message.event)
      case 'return':
        return calls.settle(message.id, message.outcome)
      case 'log':
        return logger[message.level](message.facts, message.message)
      case 'request':
        return answer(message.connectionId, message.id, message.request)
      case 'finished':
        return
      default:
        message satisfies never
    }
  }

  worker.on('message', receive)
  worker.on('error', (error) => {
    logger.error({ error: errorFacts(error), lines: peers.size }, 'transport thread failed')
    bury()
  })
  worker.on('exit', bury)

  const finish = async () => {
    if (isGone) return
    onGone()
    await finished(worker, () => post({ type: 'finish' }))
    await worker.terminate()
    bury()
  }

  return {
    connect: (options) => {
      lastConnectionId += 1
      const connectionId = lastConnectionId
      const closed = new Promise<void>((resolve) => {
        peers.set(connectionId, { options, resolveClosed: resolve, answers: new Set() })
      })
      const { instanceId, mode, version } = options
      post({ type: 'connect', connectionId, instanceId, mode, version, generation: speakingTime.generation() })
      return {
        isClosed: () => isGone || !peers.has(connectionId),
        closed,
        call: (call) => calls.ask((id) => post({ type: 'call', connectionId, id, call })),
      }
    },
    lines: () => peers.size,
    holds: (instanceId) => [...peers.values()].some(({ options }) => options.instanceId === instanceId),
    forget: (instanceId) => post({ type: 'forget', instanceId }),
    stop: () => {
      stopping ??= finish()
      return stopping
    },
  }
}

const threadEnded: PlainError = {
  code: 'not_connected',
  message: 'The transport thread ended.',
  retryable: true,
  mayHaveLeft: true,
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error)

/** A thread that ended meanwhile needs no answer. */
const ignoreLateAnswer = () => undefined

/** Resolves when the worker says that it has finished, or has ended, or is late. */
const finished = (worker: Worker, ask: () => void) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      worker.off('message', listen)
      worker.off('exit', done)
      resolve()
    }
    const listen = (message: ToHost) => {
      if (message.type === 'finished') done()
    }
    const timer = setTimeout(done, finishMs)
    worker.on('message', listen)
    worker.on('exit', done)
    ask()
  })
