/** One message of PostgreSQL's protocol. */
export interface WireMessage {
  /** The letter that names it; empty for the first message of a connection, which has none. */
  readonly type: string
  /** All of it, as it came. */
  readonly bytes: Buffer
}

/** Builds what cuts a stream of bytes into messages; what is not whole yet waits for the rest. */
export const createMessageSplitter = (options: {
  /** Whether the stream begins with the message that has no letter. */
  readonly hasBeginning: boolean
}): ((chunk: Buffer) => readonly WireMessage[]) => {
  let rest: Buffer = Buffer.alloc(0)
  let isBeginning = options.hasBeginning

  const takeOne = (): WireMessage | null => {
    const letters = isBeginning ? 0 : 1
    if (rest.length < letters + 4) return null
    const length = letters + rest.readUInt32BE(letters)
    if (rest.length < length) return null
    const bytes = rest.subarray(0, length)
    rest = rest.subarray(length)
    isBeginning = false
    return { type: bytes.toString('latin1', 0, letters), bytes }
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const messages: WireMessage[] = []
    for (let message = takeOne(); message !== null; message = takeOne()) messages.push(message)
    return messages
  }
}
