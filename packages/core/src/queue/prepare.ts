import type PQueue from 'p-queue'
import type { Clock } from '../clock.ts'
import type { MediaFetcher } from '../media/fetch-media.ts'
import type { BuildTools } from '../messages/message-type.ts'
import { messageTypes } from '../messages/message-types.ts'
import { hangMs, phaseDeadlinesMs } from '../transport/phase-deadlines.ts'
import type { Connection, OutgoingMessage } from '../transport/transport.ts'
import { TransportError } from '../transport/transport-error.ts'
import type { RunnerOptions } from './runner-options.ts'
import { within } from './within.ts'

/** Builds the step that turns a stored message into what will be written: media fetched, uploaded and cleared away. */
export const createPrepare =
  (input: {
    readonly clock: Clock
    readonly fetcher: MediaFetcher
    /** Bounds how many downloads run at the same time. */
    readonly downloads: PQueue
  }): RunnerOptions['prepare'] =>
  async (message, connection, signal) => {
    const fetchMedia: BuildTools['fetchMedia'] = (wanted) =>
      input.downloads.add(() => input.fetcher.fetch({ ...wanted, signal }))
    const { outgoing, clear } = await messageTypes[message.type].build(message.content, { fetchMedia })
    try {
      return await preparedInTime(input.clock, outgoing, connection)
    } finally {
      await clear()
    }
  }

const preparedInTime = async (clock: Clock, outgoing: OutgoingMessage, connection: Connection): Promise<Uint8Array> => {
  const deadlineMs = outgoing.type === 'text' ? phaseDeadlinesMs.build : phaseDeadlinesMs.upload
  const prepared = await within(clock, deadlineMs + hangMs, connection.prepare(outgoing))
  if (prepared.kind === 'done') return prepared.value
  if (prepared.kind === 'failed') throw prepared.cause
  throw new TransportError('timed_out', 'The client did not build a message in time.', { retryable: true })
}
