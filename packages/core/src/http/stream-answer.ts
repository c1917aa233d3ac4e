/** Texts to be sent as they come. */
export interface StreamedTexts {
  readonly texts: AsyncIterable<string>
  /** Aborted once there are no more, also while none is taken. */
  readonly ended: AbortSignal
}

/** What a stream is told to send, until it is ended. */
export interface StreamSource {
  /** The media type of the whole. */
  readonly contentType: string
  /**
   * Begins the stream. It ends soon after the signal was aborted: the client is gone, may no longer read it, or takes
   * nothing. Throws `KhabeerError` where there is nothing to stream, which is then answered like any other error.
   */
  open(ending: AbortSignal): Promise<StreamedTexts>
}

/** The answer of a route that goes on for as long as the client stays; a class, so that it can be told from JSON. */
export class StreamAnswer {
  readonly source: StreamSource

  constructor(source: StreamSource) {
    this.source = source
  }
}
