/** What one error code means over HTTP and to a caller that thinks of trying again. */
export interface ErrorCodeFacts {
  /** The HTTP status it is answered with. */
  readonly status: number
  /** Whether the same call can succeed later without a change. */
  readonly retryable: boolean
  /** One sentence for docs. */
  readonly title: string
}

/** Every code a {@link KhabeerError} can carry: the only list, shared by HTTP and by calls from code. */
export const errorCodes = {
  invalid_request: { status: 400, retryable: false, title: 'A field is missing or not valid.' },
  invalid_recipient: { status: 400, retryable: false, title: 'The recipient is not a possible phone number.' },
  malformed_json: { status: 400, retryable: false, title: 'The body is not valid JSON.' },
  unauthorized: { status: 401, retryable: false, title: 'The API key is missing, unknown, revoked or expired.' },
  account_disabled: { status: 403, retryable: false, title: 'The account is disabled.' },
  scope_missing: { status: 403, retryable: false, title: 'The API key may not do this.' },
  instance_limit_reached: { status: 403, retryable: false, title: "The plan's number of instances is reached." },
  not_found: { status: 404, retryable: false, title: 'No such route.' },
  instance_not_found: { status: 404, retryable: false, title: 'No such instance in this account.' },
  message_not_found: { status: 404, retryable: false, title: 'No such message in this account.' },
  account_not_found: { status: 404, retryable: false, title: 'No such account.' },
  api_key_not_found: { status: 404, retryable: false, title: 'No such API key in this account.' },
  qr_not_available: { status: 404, retryable: true, title: 'There is no QR code to show now.' },
  method_not_allowed: { status: 405, retryable: false, title: 'The route exists, the method does not.' },
  request_timeout: { status: 408, retryable: true, title: 'The body did not arrive in time.' },
  already_linked: { status: 409, retryable: false, title: 'The instance is linked already.' },
  already_sending: { status: 409, retryable: false, title: 'The message may have left: it cannot be withdrawn.' },
  not_retryable: {
    status: 409,
    retryable: false,
    title: 'The message has not failed, expired or been cancelled: it is not sent anew.',
  },
  content_removed: { status: 409, retryable: false, title: 'What the message said was removed after its time.' },
  name_taken: { status: 409, retryable: false, title: 'An account of that name exists already.' },
  body_too_large: { status: 413, retryable: false, title: 'The body is larger than the route takes.' },
  unsupported_media_type: { status: 415, retryable: false, title: 'The body is not application/json in UTF-8.' },
  idempotency_key_reused: { status: 422, retryable: false, title: 'The idempotency key was used for another call.' },
  quota_exceeded: { status: 429, retryable: true, title: 'The monthly or daily message limit is reached.' },
  too_many_requests: { status: 429, retryable: true, title: 'The API key has made too many requests.' },
  too_many_failed_keys: { status: 429, retryable: true, title: 'Too many wrong API keys came from this address.' },
  too_many_streams: {
    status: 429,
    retryable: true,
    title: 'The key or its account has as many event streams open as it may.',
  },
  internal_error: { status: 500, retryable: true, title: 'An unexpected fault; nothing was accepted.' },
  pairing_failed: { status: 502, retryable: true, title: 'WhatsApp did not give a pairing code.' },
  starting: { status: 503, retryable: true, title: 'Khabeer is still starting.' },
  stopped: { status: 503, retryable: true, title: 'Khabeer is not running.' },
  storage_busy: { status: 503, retryable: true, title: 'The database was locked by another writer for too long.' },
  storage_full: { status: 503, retryable: true, title: 'The disk of the database is full.' },
  storage_failed: { status: 503, retryable: true, title: 'The database did not answer as it should.' },
  storage_unusable: { status: 503, retryable: false, title: 'The database cannot be used as it is.' },
  storage_owned: { status: 503, retryable: false, title: 'Another process owns the numbers of this database.' },
} as const satisfies Record<string, ErrorCodeFacts>

/** A stable machine-readable reason, the same string over HTTP and in {@link KhabeerError.code}. */
export type ErrorCode = keyof typeof errorCodes
