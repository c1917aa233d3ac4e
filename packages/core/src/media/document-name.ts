import { extension as extensionFor, lookup as typeForName } from 'mime-types'
import { fileNameFromDisposition } from './content-disposition.ts'
import { parseMimetype, unknownMimetype } from './mimetype.ts'

/** What is known about a fetched file's name and type. */
export interface DocumentClues {
  /** What the caller asked for; it wins. */
  readonly filename?: string | undefined
  readonly mimetype?: string | undefined
  /** What the server said. */
  readonly contentDisposition?: string | undefined
  readonly contentType?: string | undefined
  readonly url: URL
  /** What the bytes look like. */
  readonly sniffed?: string | undefined
}

/** How a file is called and typed for its recipient. */
export interface DocumentDescription {
  readonly filename: string
  readonly mimetype: string
}

/**
 * Chooses name and type of a document.
 *
 * The name is the caller's, else the one in Content-Disposition, else the last part of the URL's path, else
 * `document`; the type is the caller's, else that of Content-Type, of the name's extension, of the bytes. A name that
 * is not the caller's gets the extension of the type when it has none that is known.
 */
export function describeDocument(clues: DocumentClues): DocumentDescription {
  const requested = sanitizeFileName(clues.filename)
  const found = requested ?? sanitizeFileName(fileNameFromDisposition(clues.contentDisposition)) ?? nameInUrl(clues.url)
  const mimetype =
    parseMimetype(clues.mimetype) ??
    parseMimetype(clues.contentType) ??
    typeOfName(found) ??
    clues.sniffed ??
    unknownMimetype
  if (requested !== undefined) return { filename: requested, mimetype }
  return { filename: withExtension(found ?? 'document', mimetype), mimetype }
}

/** The longest file name that all file systems take, in bytes of UTF-8. */
const maxNameBytes = 255

/**
 * Makes a file name safe to show and to store: the last part of a path, without control characters and without those
 * that reverse the direction of text (U+202E shows `fdp.exe` as `exe.pdf`). Returns `undefined` when nothing is left.
 */
export function sanitizeFileName(name: string | undefined): string | undefined {
  const last = name?.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  // Lone surrogates are no text; the rest are controls, line separators, and overrides of direction.
  const clean = last.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim()
  if (/^\.*$/.test(clean)) return undefined
  return shorten(clean, maxNameBytes)
}

function nameInUrl(url: URL): string | undefined {
  const last = url.pathname.split('/').at(-1) ?? ''
  try {
    return sanitizeFileName(decodeURIComponent(last))
  } catch {
    // Percent-encoded, but not as UTF-8: shown as it stands.
    return sanitizeFileName(last)
  }
}

function typeOfName(name: string | undefined): string | undefined {
  // mime-types takes a name without a dot for an extension: a file called `pdf` has none.
  if (name === undefined || !/[^.]\.[^.]+$/.test(name)) return undefined
  return typeForName(name) || undefined
}

function withExtension(name: string, mimetype: string): string {
  const extension = mimetype === unknownMimetype ? false : extensionFor(mimetype)
  if (extension === false || typeOfName(name) !== undefined) return name
  return `${shorten(name, maxNameBytes - extension.length - 1)}.${extension}`
}

function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? ''
  const room = maxBytes - Buffer.byteLength(extension)
  let stem = ''
  let used = 0
  for (const character of name.slice(0, name.length - extension.length)) {
    used += Buffer.byteLength(character)
    if (used > room) break
    stem += character
  }
  return `${stem}${extension}`
}
