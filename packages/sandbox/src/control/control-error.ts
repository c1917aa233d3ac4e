import type { SandboxErrorCode } from '../sandbox-error.ts'
import { SandboxError } from '../sandbox-error.ts'

/** A request that the control API cannot serve, with the status that says so. */
export class ControlError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ControlError'
    this.status = status
    this.code = code
  }
}

/** A request that asks for the wrong thing; the message says what to write. */
export function badRequest(message: string): ControlError {
  return new ControlError(400, 'bad_request', message)
}

const STATUS: { readonly [K in SandboxErrorCode]: number } = {
  bad_number: 400,
  forged_device_signature: 409,
  line_closed: 409,
  no_pairing_request: 404,
  not_linked: 409,
  number_taken: 409,
  passkey_demanded: 409,
  qr_expired: 410,
  qr_mismatch: 409,
  qr_unknown: 404,
  timeout: 504,
  unknown_message: 404,
  wrong_pairing_code: 409,
}

/** Turns whatever a route threw into an answer. */
export function toControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error
  if (error instanceof SandboxError) return new ControlError(STATUS[error.code], error.code, error.message)
  const message = error instanceof Error ? error.message : 'unknown'
  return new ControlError(500, 'internal', `The sandbox failed: ${message}`)
}
