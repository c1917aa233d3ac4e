import type { ApiResponse } from './exchange.ts'

/** Gives the body of a streamed answer as `Response` takes it: no faster than it is read, and ended by whoever stops reading. */
export const toWebStream = ({
  chunks,
  cut,
}: Extract<ApiResponse['body'], { readonly kind: 'stream' }>): ReadableStream<Uint8Array> => {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      start: (controller) => cut.addEventListener('abort', () => controller.error(cut.reason)),
      pull: async (controller) => {
        const { done, value } = await iterator.next()
        if (cut.aborted) return
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => {
        await iterator.return?.()
      },
    },
    // Nothing is taken before it is asked for.
    { highWaterMark: 0 },
  )
}
