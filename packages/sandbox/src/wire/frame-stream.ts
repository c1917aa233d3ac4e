/** Cuts the bytes of a client's WebSocket messages into frames; holds what is incomplete. */
export interface FrameStream {
  /** Takes the next bytes and gives the frames that they complete; throws when the stream does not begin as it must. */
  push(bytes: Uint8Array): readonly Buffer[]
}

/** The four bytes that every client says first: "WA", protocol 6, dictionary 3. They begin the Noise transcript. */
export const INTRO = Buffer.from([0x57, 0x41, 6, 3])

// A client that remembers where it was connected says so in front of the intro; its length is framed like any other.
const ROUTING_PREFIX = Buffer.from([0x45, 0x44, 0, 1])
const LENGTH_BYTES = 3
const MAX_FRAME_BYTES = (1 << 24) - 1

/** Creates a stream at the very first byte of a client. */
export function createFrameStream(): FrameStream {
  let pending = Buffer.alloc(0)
  let expected: 'prefix or intro' | 'routing' | 'intro' | 'frame' = 'prefix or intro'

  function takeOpening(): boolean {
    const opening = pending.subarray(0, INTRO.length)
    const mayBeRouting = expected === 'prefix or intro' && startsLike(ROUTING_PREFIX, opening)
    if (!mayBeRouting && !startsLike(INTRO, opening)) throw new Error('The client did not begin with the WA 6 3 intro.')
    if (opening.length < INTRO.length) return false
    pending = pending.subarray(INTRO.length)
    expected = mayBeRouting ? 'routing' : 'frame'
    return true
  }

  function takeFrame(): Buffer | undefined {
    if (pending.length < LENGTH_BYTES) return undefined
    const end = LENGTH_BYTES + pending.readUIntBE(0, LENGTH_BYTES)
    if (pending.length < end) return undefined
    const frame = pending.subarray(LENGTH_BYTES, end)
    pending = pending.subarray(end)
    return frame
  }

  return {
    push(bytes) {
      pending = pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([pending, bytes])
      const frames: Buffer[] = []
      for (;;) {
        if (expected === 'prefix or intro' || expected === 'intro') {
          if (!takeOpening()) return frames
          continue
        }
        const frame = takeFrame()
        if (frame === undefined) return frames
        if (expected === 'routing') expected = 'intro'
        else frames.push(frame)
      }
    },
  }
}

/** Puts the length in front of a payload. */
export function encodeFrame(payload: Uint8Array): Buffer {
  if (payload.length > MAX_FRAME_BYTES) {
    throw new Error(`A frame of ${payload.length} bytes is too long (${MAX_FRAME_BYTES} at most).`)
  }
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + payload.length)
  frame.writeUIntBE(payload.length, 0, LENGTH_BYTES)
  frame.set(payload, LENGTH_BYTES)
  return frame
}

function startsLike(whole: Buffer, start: Buffer): boolean {
  return whole.subarray(0, start.length).equals(start)
}
