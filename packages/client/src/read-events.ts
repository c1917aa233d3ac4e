/**
 * Gives the data of each server-sent event of an answer, as it comes; ends when the server ends the stream. Whoever
 * stops early closes the connection.
 */
export async function* readEvents(response: Response): AsyncGenerator<unknown, undefined> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
      const blocks = `${text}${decoder.decode(piece.value, { stream: true })}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        // The API writes the data of an event in one line.
        const data = /^data: (.+)$/m.exec(block)?.[1]
        if (data !== undefined) yield JSON.parse(data)
      }
    }
  } finally {
    // A connection that broke has nothing to close.
    await reader?.cancel().catch(() => undefined)
  }
}
