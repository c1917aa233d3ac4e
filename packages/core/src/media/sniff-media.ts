import { imageSize } from 'image-size'

/** The image types that WhatsApp shows as a picture. */
export type ImageMimetype = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif'

/** An image's own account of itself, or why it cannot be sent as one. */
export type ImageInspection =
  | { readonly ok: true; readonly mimetype: ImageMimetype; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly failure: 'wrong_type' | 'too_many_pixels' | 'incomplete_header' }

/**
 * Reads type and size of an image from its first bytes, before anything decodes it.
 *
 * What was declared (by the caller, by the server) has to agree with the bytes; a declaration that says nothing, such
 * as `application/octet-stream`, agrees with all.
 */
export function inspectImage(
  head: Uint8Array,
  declared: readonly (string | undefined)[],
  maxPixels: number,
): ImageInspection {
  const mimetype = sniffImage(head)
  if (mimetype === undefined || !declared.every((type) => type === undefined || agrees(type, mimetype))) {
    return { ok: false, failure: 'wrong_type' }
  }
  const size = readSize(head)
  if (size === undefined) return { ok: false, failure: 'incomplete_header' }
  const { width, height } = size
  if (!(width > 0 && height > 0)) return { ok: false, failure: 'wrong_type' }
  if (width * height > maxPixels) return { ok: false, failure: 'too_many_pixels' }
  return { ok: true, mimetype, width, height }
}

/** Guesses a document's type from its first bytes, for when nobody declared one. */
export function sniffDocument(head: Uint8Array): string | undefined {
  const text = latin1(head.subarray(0, 16))
  return sniffImage(head) ?? documentMagic.find(([magic, at]) => text.startsWith(magic, at))?.[2]
}

/** What a file of a type holds, and at which byte. */
const documentMagic: readonly (readonly [string, number, string])[] = [
  ['%PDF-', 0, 'application/pdf'],
  ['PK\x03\x04', 0, 'application/zip'],
  ['{\\rtf', 0, 'application/rtf'],
  ['\x1f\x8b', 0, 'application/gzip'],
  ['7z\xbc\xaf\x27\x1c', 0, 'application/x-7z-compressed'],
  ['ftyp', 4, 'video/mp4'],
  ['OggS', 0, 'application/ogg'],
  ['ID3', 0, 'audio/mpeg'],
]

function sniffImage(head: Uint8Array): ImageMimetype | undefined {
  const text = latin1(head.subarray(0, 16))
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif'
  // With the chunk's name, so that image-size, too, takes it for WebP and tries no other format.
  if (/^RIFF.{4}WEBPVP8[ LX]/s.test(text)) return 'image/webp'
  return undefined
}

function readSize(head: Uint8Array): { width: number; height: number } | undefined {
  try {
    // A copy, because image-size reads past the end of a view into what lies behind it.
    return imageSize(new Uint8Array(head))
  } catch {
    // Thrown for a broken header as for one that is longer than what was read so far.
    return undefined
  }
}

const spellings = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
])

function agrees(declared: string, sniffed: ImageMimetype): boolean {
  return (spellings.get(declared) ?? declared) === sniffed
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
