import type PQueue from 'p-queue'
import type { MediaFetcher } from '../media/fetch-media.ts'
import type { BuildTools } from '../messages/message-type.ts'
import { messageTypes } from '../messages/message-types.ts'
import type { RunnerOptions } from './runner.ts'

/** Builds the step that turns a stored message into what will be written: media fetched, uploaded and cleared away. */
export const createPrepare =
  (input: {
    readonly fetcher: MediaFetcher
    /** Bounds how many downloads run at the same time. */
    readonly downloads: PQueue
  }): RunnerOptions['prepare'] =>
  async (message, connection, signal) => {
    const fetchMedia: BuildTools['fetchMedia'] = (wanted) =>
      input.downloads.add(() => input.fetcher.fetch({ ...wanted, signal }))
    const { outgoing, clear } = await messageTypes[message.type].build(message.content, { fetchMedia })
    try {
      return await connection.prepare(outgoing)
    } finally {
      await clear()
    }
  }
