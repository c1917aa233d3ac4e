import { z } from 'zod'

/** The longest text or caption, in UTF-16 units. */
const maxTextLength = 65_536

// NUL and lone surrogates are kept differently by different databases, so none of them may come in.
const unstorable = /\0|\p{Surrogate}/u

const wellFormed = (text: string): boolean => !unstorable.test(text)
const wellFormedError = { error: 'must not hold NUL characters or halves of a surrogate pair' }

/** A text a person wrote. */
export const textField = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
  .min(1, { error: 'must not be empty' })
  .max(maxTextLength, { error: `must have at most ${maxTextLength.toLocaleString('en')} characters` })
  .refine(wellFormed, wellFormedError)

/** A caption; an empty one counts as none. */
export const captionField = z
  .string({ error: 'must be a string' })
  .max(maxTextLength, { error: `must have at most ${maxTextLength.toLocaleString('en')} characters` })
  .refine(wellFormed, wellFormedError)
  .optional()

/** The name of a document as the recipient sees it. */
export const filenameField = z
  .string({ error: 'must be a string' })
  .max(255, { error: 'must have at most 255 characters' })
  .refine(wellFormed, wellFormedError)
  .optional()

/** A MIME type. */
export const mimetypeField = z
  .string({ error: 'must be a string' })
  .max(127, { error: 'must have at most 127 characters' })
  .regex(/^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/iu, { error: 'must be a MIME type, e.g. application/pdf' })
  .optional()

/** Where media is; what it may point at is judged with the host's allow list. */
export const urlField = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
  .refine(wellFormed, wellFormedError)

/** The error of a `content` that is missing or no object. */
export const contentError = (example: string) => ({
  error: (issue: { input?: unknown }) =>
    issue.input === undefined ? `is required, e.g. ${example}` : `must be an object, e.g. ${example}`,
})
