import { judgeNumber } from './possible-number.ts'

/** A cleaned recipient, or what is wrong with what was written. */
export type RecipientOutcome =
  | { readonly ok: true; readonly digits: string }
  | { readonly ok: false; readonly problem: string }

const example = 'Write the number in international format, digits only, e.g. 201001234567.'
const separators = /[\s().\-\u2010-\u2015\u00a0\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * Reads a phone number as people write it: separators and a leading `+` or `00` are cleaned, Arabic-Indic and Persian
 * digits are read as digits. Digits are never invented, so a national leading 0 is a problem and not a guess.
 */
export const readRecipient = (written: unknown): RecipientOutcome => {
  if (typeof written !== 'string') return problem('must be a string of digits.')
  if (written.length > 64) return problem('is too long for a phone number.')
  if (/@/u.test(written))
    return problem('must be a phone number, not a WhatsApp address; leave out everything from the @ on.')
  const cleaned = /^\d+$/u.test(written) ? written : toAsciiDigits(written).replace(separators, '')
  const digits = cleaned.replace(/^(?:\+|00)/u, '')
  if (digits === '') return problem('is empty.')
  if (!/^\d+$/u.test(digits)) return problem('holds characters that are no digits.')
  if (digits.startsWith('0')) return problem('starts with a national 0; put the country code instead of it.')
  if (digits.length < 7 || digits.length > 15) return problem('must have 7 to 15 digits.')
  const judged = judgeNumber(digits)
  if (judged === 'unknown_country') return problem('does not start with a country code that exists.')
  if (judged === 'wrong_length') return problem('does not have a length that exists in its country.')
  return { ok: true, digits }
}

const problem = (what: string): RecipientOutcome => ({ ok: false, problem: `${what} ${example}` })

const toAsciiDigits = (text: string): string =>
  text
    .replace(/[\u0660-\u0669]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/gu, (digit) => String(digit.charCodeAt(0) - 0x06f0))
