/** What went wrong, for code; `message` says it to a person. */
export type MediaFailure = keyof typeof failures

/**
 * Says that a caller's media could not be fetched.
 *
 * The message is safe to show to the caller: it holds no URL and no address, and reads the same for a name that does
 * not exist, a refused address, and a closed or filtered port, so that nobody can map a network with it.
 */
export class MediaFetchError extends Error {
  override readonly name = 'MediaFetchError'
  readonly code = 'media_fetch_failed'
  readonly failure: MediaFailure
  /** Whether trying again later can help. */
  readonly retryable: boolean

  constructor(failure: MediaFailure, options: MediaFetchErrorOptions = {}) {
    const { retryable, message } = failures[failure]
    super(options.message ?? message, options.cause === undefined ? undefined : { cause: options.cause })
    this.failure = failure
    this.retryable = options.retryable ?? retryable
  }
}

/** What a single failure adds to what its kind says. */
export interface MediaFetchErrorOptions {
  readonly message?: string | undefined
  readonly retryable?: boolean | undefined
  readonly cause?: unknown
}

/** Makes the error for an answer whose status is not a success. */
export function mediaStatusError(status: number): MediaFetchError {
  // 408, 425 and 429 ask in so many words to try again later.
  const retryable = status >= 500 || status === 408 || status === 425 || status === 429
  return new MediaFetchError('bad_status', {
    retryable,
    message: `The media server answered ${status} instead of the file. Check that the URL opens without logging in.`,
  })
}

const unreachable =
  'The media server could not be reached. Check that the URL opens from anywhere on the internet; ' +
  'private addresses work only when the operator names their host:port in media.allow.'

const failures = {
  bad_url: { retryable: false, message: 'The media URL may not be fetched. Use an http or https URL that is public.' },
  address_refused: { retryable: false, message: unreachable },
  unknown_host: { retryable: false, message: unreachable },
  unreachable: { retryable: true, message: unreachable },
  bad_certificate: {
    retryable: false,
    message: 'No secure connection to the media server could be made. Check its certificate.',
  },
  bad_redirect: {
    retryable: false,
    message: 'The media URL redirects too often or to a place that may not be fetched. Use the URL of the file itself.',
  },
  bad_status: { retryable: false, message: 'The media server did not answer with the file.' },
  bad_answer: {
    retryable: false,
    message: 'The media server answered in a form that cannot be used, such as compressed or partial content.',
  },
  too_slow: { retryable: true, message: 'The media server took too long to send the file.' },
  broken_off: {
    retryable: true,
    message: 'The connection to the media server broke off before the file was complete.',
  },
  too_large: { retryable: false, message: 'The media file is too large.' },
  too_many_pixels: { retryable: false, message: 'The image has too many pixels. Send a smaller one.' },
  empty: { retryable: false, message: 'The media file is empty.' },
  wrong_type: {
    retryable: false,
    message:
      'The file is not a JPEG, PNG, WebP or GIF image, or not the type that was declared. Send it as a document, or correct its type.',
  },
  not_stored: { retryable: true, message: 'The media file could not be stored on this server.' },
  stopped: { retryable: true, message: 'The download was ended because the gateway is stopping.' },
} as const satisfies Record<string, { retryable: boolean; message: string }>
