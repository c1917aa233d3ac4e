import { open } from 'node:fs/promises'

/** Reads the first bytes of a file: all of them when it has no more. */
export async function readHead(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(Math.min(size, maxBytes))
    let filled = 0
    while (filled < head.byteLength) {
      const { bytesRead } = await file.read(head, filled, head.byteLength - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return head.subarray(0, filled)
  } finally {
    await file.close()
  }
}
