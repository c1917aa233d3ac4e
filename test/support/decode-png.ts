import { inflateSync } from 'node:zlib'

/** The pixels of a picture, as brightness from 0 (black) to 255. */
export interface Pixels {
  readonly width: number
  readonly height: number
  at(x: number, y: number): number
}

const bytesPerPixel: Readonly<Record<number, number>> = { 0: 1, 2: 3, 6: 4 }

/** Joins the chunks of one kind. */
const chunksOf = (png: Buffer, type: string): Buffer => {
  const found: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === type) found.push(png.subarray(at + 8, at + 8 + length))
  }
  return Buffer.concat(found)
}

const paeth = (left: number, up: number, corner: number): number => {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

const predict = (filter: number, left: number, up: number, corner: number): number =>
  [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? Number.NaN

/** Takes the filter off every row: what is stored of a byte is its distance from a guess. */
const unfilter = (stored: Buffer, rowLength: number, step: number): Buffer => {
  const height = stored.length / (rowLength + 1)
  const bytes = Buffer.alloc(height * rowLength)
  for (let y = 0; y < height; y += 1) {
    const filter = stored.readUInt8(y * (rowLength + 1))
    for (let x = 0; x < rowLength; x += 1) {
      const here = y * rowLength + x
      const left = x < step ? 0 : bytes.readUInt8(here - step)
      const up = y === 0 ? 0 : bytes.readUInt8(here - rowLength)
      const corner = x < step || y === 0 ? 0 : bytes.readUInt8(here - rowLength - step)
      bytes[here] = stored.readUInt8(y * (rowLength + 1) + 1 + x) + predict(filter, left, up, corner)
    }
  }
  return bytes
}

/** Reads a PNG with 8 bits per channel: grey, RGB or RGBA. */
export const decodePng = (png: Buffer): Pixels => {
  const header = chunksOf(png, 'IHDR')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const step = bytesPerPixel[header.readUInt8(9)]
  if (step === undefined || header.readUInt8(8) !== 8) throw new Error('This kind of PNG is not read here.')
  const bytes = unfilter(inflateSync(chunksOf(png, 'IDAT')), width * step, step)
  return { width, height, at: (x, y) => bytes.readUInt8((y * width + x) * step) }
}
