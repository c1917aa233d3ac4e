import { LRUCache } from 'lru-cache'
import { toBuffer } from 'qrcode'

/** Draws a QR text as a PNG. */
export type QrImage = (text: string) => Promise<Uint8Array>

/**
 * Builds a drawer that remembers its latest pictures: clients poll every few seconds, and drawing one takes tens of
 * milliseconds of the host's thread.
 */
export const createQrImage = (): QrImage => {
  const drawn = new LRUCache<string, Promise<Uint8Array>>({ max: 50 })
  return (text) => {
    const known = drawn.get(text)
    if (known !== undefined) return known
    const image: Promise<Uint8Array> = toBuffer(text, { errorCorrectionLevel: 'L', margin: 4, scale: 6 })
    drawn.set(text, image)
    image.catch(() => drawn.delete(text))
    return image
  }
}

/** Writes a PNG as a `data:` URI. */
export const toDataUri = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`
