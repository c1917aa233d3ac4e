/** The media type of server-sent events, which are always UTF-8. */
export const eventStreamType = 'text/event-stream'

/** One block of a stream of server-sent events. */
export interface EventBlock {
  /** What the client names in `Last-Event-ID` from now on. */
  readonly id?: number | undefined
  readonly event?: string | undefined
  /** Written as JSON, in one line. A block without it tells the client's code nothing. */
  readonly data?: unknown
  /** After how many ms a client that was cut off comes back. */
  readonly retryMs?: number | undefined
}

/** Writes a block. One that says nothing is a comment, which keeps the connection alive. */
export const toEventText = ({ id, event, data, retryMs }: EventBlock): string => {
  const lines = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(data === undefined ? [':'] : [`data: ${JSON.stringify(data)}`]),
  ]
  return `${lines.join('\n')}\n\n`
}
