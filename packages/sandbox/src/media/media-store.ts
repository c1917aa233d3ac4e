import { createHash } from 'node:crypto'

/** Encrypted files by the path under which they are downloaded. */
export interface MediaStore {
  /** Keeps a file and gives its path; the same bytes have one path. */
  put(blob: Uint8Array): string
  get(directPath: string): Buffer | undefined
}

/** Creates an empty store in memory. */
export function createMediaStore(): MediaStore {
  const blobs = new Map<string, Buffer>()
  return {
    put(blob) {
      const directPath = `/v/t62/${mediaToken(blob)}`
      blobs.set(directPath, Buffer.from(blob))
      return directPath
    },
    get: (directPath) => blobs.get(directPath),
  }
}

/** The name by which a client announces an upload: the hash of the encrypted file, in base64url. */
export function mediaToken(blob: Uint8Array): string {
  return createHash('sha256').update(blob).digest('base64url')
}
