/** Calls back with each line of a body, as it comes; resolves at its end. */
export const readLines = async (body: AsyncIterable<Uint8Array>, hear: (line: string) => void): Promise<void> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) hear(line)
  }
}
