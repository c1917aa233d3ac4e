import type { IncomingMessage } from 'node:http'
import { describeDocument } from './document-name.ts'
import { MediaFetchError } from './media-fetch-error.ts'
import { parseMimetype } from './mimetype.ts'
import { readHead } from './read-head.ts'
import type { ImageInspection } from './sniff-media.ts'
import { inspectImage, sniffDocument } from './sniff-media.ts'

/** What a fetched file is, for the one who sends it on. */
export interface MediaDescription {
  readonly filename: string
  readonly mimetype: string
  /** In pixels, as the header says; images only. */
  readonly width?: number
  readonly height?: number
}

/** A file on disk and all that was said about it. */
export interface DescribeMediaOptions {
  readonly path: string
  readonly kind: 'image' | 'document'
  readonly filename: string | undefined
  readonly mimetype: string | undefined
  readonly response: IncomingMessage
  readonly url: URL
  readonly maxPixels: number
}

/** Finds out what a fetched file is, and refuses what is no image when it should be one. */
export async function describeMedia(options: DescribeMediaOptions): Promise<MediaDescription> {
  const { path, kind, filename, mimetype, response, url } = options
  const clues = {
    filename,
    contentDisposition: response.headers['content-disposition'],
    contentType: response.headers['content-type'],
    url,
  }
  if (kind === 'document') {
    return describeDocument({ ...clues, mimetype, sniffed: sniffDocument(await readHead(path, 64)) })
  }
  const image = await inspectFile(path, [parseMimetype(mimetype), parseMimetype(clues.contentType)], options.maxPixels)
  if (!image.ok) {
    throw new MediaFetchError(image.failure === 'incomplete_header' ? 'wrong_type' : image.failure)
  }
  const { width, height } = image
  return { ...describeDocument({ ...clues, mimetype: image.mimetype }), width, height }
}

/** A JPEG's size may stand behind long metadata; most files show it in the first read. */
const headBytes = [64 * 1024, 1024 * 1024, 4 * 1024 * 1024]

async function inspectFile(
  path: string,
  declared: readonly (string | undefined)[],
  maxPixels: number,
): Promise<ImageInspection> {
  let inspection: ImageInspection = { ok: false, failure: 'incomplete_header' }
  for (const maxBytes of headBytes) {
    const head = await readHead(path, maxBytes)
    inspection = inspectImage(head, declared, maxPixels)
    const mayHaveMore = head.byteLength === maxBytes
    if (inspection.ok || inspection.failure !== 'incomplete_header' || !mayHaveMore) break
  }
  return inspection
}
