/** Why a call on the sandbox failed. */
export type SandboxErrorCode =
  | 'bad_number'
  | 'forged_device_signature'
  | 'line_closed'
  | 'no_pairing_request'
  | 'not_linked'
  | 'number_taken'
  | 'passkey_demanded'
  | 'qr_expired'
  | 'qr_mismatch'
  | 'qr_unknown'
  | 'timeout'
  | 'unknown_message'
  | 'wrong_pairing_code'

/** A call on the sandbox failed; `code` says why, the message what to do. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode

  constructor(code: SandboxErrorCode, message: string) {
    super(message)
    this.name = 'SandboxError'
    this.code = code
  }
}
