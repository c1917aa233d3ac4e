import { SandboxError } from '../sandbox-error.ts'

const VALID = /^[1-9]\d{6,14}$/

/** Says whether digits can be a phone number: 7 to 15 of them, no leading zero. */
export function isNumber(digits: string): boolean {
  return VALID.test(digits)
}

/** Takes a phone number in international format, with or without `+` and spaces, as digits. */
export function toNumber(text: string): string {
  const digits = text.replace(/[\s+()-]/g, '')
  if (isNumber(digits)) return digits
  throw new SandboxError('bad_number', 'A phone number has 7 to 15 digits in international format, like 491510000001.')
}
